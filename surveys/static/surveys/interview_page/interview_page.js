// One open interview on the tablet: screens, breaks, the check, the end. What was typed is
// kept at every change, and each button saves first.
import { PRIVACY } from "../engine/compiled_questions.js";
import { finishInterview } from "../offline/finish_interview.js";
import { autosaving, removeDraft } from "../offline/open_interviews.js";
import { Words } from "./answer_texts.js";
import { apply, goesOnByTap, isDisplayChoice, remember } from "./display_choices.js";
import { NoFragments, loadFragments } from "./fragments.js";
import { InterviewAnswers } from "./interview_answers.js";
import { begun, clockOf, ended } from "./interview_clock.js";
import { chooseByKey, goOnByOneTap } from "./one_tap_keys.js";
import { contactList, fillCheck, fillDone, fillErase, fillHelp, fillList, fillPrivate, fillSections } from "./other_pages.js";
import { coverPage, placeFormIn } from "./place_form.js";
import { readScreen } from "./screen_answers.js";
import { paintCalculations, paintScreen, typedBefore, typedOn } from "./screen_view.js";

const OFFLINE = { autosaving, finishInterview, removeDraft };
const [GOODBYE, REFERS] = ["x_goodbye", "x_refer"];
const TYPING_MS = 300; // text is read when somebody pauses

/**
 * Shows an interview in `container`. Resolves with { close }, which saves and lets go.
 *
 * vault, draft, pack: as offline/ has them. leave: goes to Today; finished: the same, and
 * sends; lock: locks the tablet, where it can. doors: what stores and finishes drafts.
 */
export async function openInterview(container, { vault, draft, pack, leave, finished, lock, doors = OFFLINE }) {
  const instrument = await pack.instrument(draft.version);
  const page = new InterviewPage(container, { vault, draft, pack, instrument, leave, finished, lock, doors });
  await page.start();
  return { close: () => page.close() };
}

class InterviewPage {
  #listening = new AbortController();
  #typing = 0;
  #closed = false;
  #finishing = false; // a second tap meanwhile does nothing

  constructor(container, { vault, draft, pack, instrument, leave, finished, lock, doors }) {
    Object.assign(this, { container, pack, instrument, vault, doors, leave, finished, lock });
    this.language = draft.language;
    this.second = draft.secondLanguage;
    this.breaks = draft.breaks ?? {};
    this.pageLanguage = document.documentElement.lang;
    this.interview = new InterviewAnswers(instrument, draft.day ?? pack.today(), draft);
    this.saver = doors.autosaving({ vault, draft, now: () => pack.now(), onOutcome: (outcome) => this.#tell(outcome) });
    this.where = { page: "", step: null, ending: "", toCheck: false, theirs: false };
  }

  async start() {
    apply();
    await this.#load();
    const { signal } = this.#listening;
    this.container.addEventListener("submit", (event) => this.#submitted(event), { signal });
    this.container.addEventListener("change", () => this.#changed(), { signal });
    this.container.addEventListener("input", () => { clearTimeout(this.#typing); this.#typing = setTimeout(() => this.#changed(), TYPING_MS); }, { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.#keepTyped(); }, { signal });
    if (this.breaks.covered) this.#show("private");
    else if (this.breaks.since) this.#show("pause");
    else this.#toScreen(this.interview.toOpen());
  }

  async close() {
    if (this.#closed) return;
    this.#keepTyped();
    this.#closed = true;
    clearTimeout(this.#typing);
    this.#listening.abort();
    await this.saver.flush();
    this.container.replaceChildren();
  }

  async #load() {
    const { version } = this.saver.draft;
    this.fragments = await loadFragments({ version, page: this.pageLanguage, language: this.language, second: this.second });
    this.words = new Words(this.instrument, this.language, this.fragments);
  }

  // -- saving -------------------------------------------------------------------------

  #keep(interview = this.interview) {
    this.saver.change({ ...interview.content, breaks: this.breaks, language: this.language, secondLanguage: this.second });
  }

  #reading() {
    const { step, theirs } = this.where;
    const { interview, instrument, fragments } = this;
    const typed = typedOn(this.form);
    const reading = readScreen({ instrument, step, answers: interview.answers, today: interview.today, months: fragments.months, typed, theirs });
    return { typed, reading };
  }

  get #asks() { return this.where.page === "question" && !this.where.step.roster && this.form.isConnected; }

  /** Keep what is typed on the disk; the screen is judged by its buttons. */
  #keepTyped() {
    if (this.#closed || !this.#asks) return null;
    const { reading } = this.#reading();
    this.#keep(this.interview.saved(this.where.step.name, reading));
    return reading;
  }

  #changed() {
    const reading = this.#keepTyped();
    if (reading) paintCalculations(this.form, reading.journey);
  }

  /** What came of a save, where it was not saved. */
  #tell(outcome) {
    this.#status("alert", this.fragments.say(this.fragments.has(outcome) ? outcome : "problem here"));
  }

  #status(kind, sentence) {
    const panel = this.fragments.row(kind);
    panel.querySelector("p").textContent = sentence;
    this.form.querySelector("main").prepend(panel);
    panel.focus();
  }

  // -- buttons ------------------------------------------------------------------------

  #submitted(event) {
    event.preventDefault();
    const go = event.submitter?.value || "continue";
    const colon = go.indexOf(":");
    const [word, detail] = colon < 0 ? [go, ""] : [go.slice(0, colon), go.slice(colon + 1)];
    this.#act(word, detail);
  }

  #key(event) {
    if (!this.form.isConnected) return; // covered, or closed
    if (event.key === "Escape") this.#act("came", "");
    else chooseByKey(this.form, event);
  }

  #act(word, detail) {
    if (this.#finishing && word !== "came") return undefined;
    if (word === "came") return this.#cover();
    if (this.where.page !== "question") return this.#leavePage(word, detail);
    return this.where.step.roster ? this.#leaveList(word, detail) : this.#leaveScreen(word, detail);
  }

  #leaveScreen(word, detail) {
    const { step, ending } = this.where;
    const { typed, reading } = this.#reading();
    if (word === "clear") {
      this.interview = this.interview.cleared(step.name, reading.fields);
      this.#keep();
      return this.#paint();
    }
    if (word === "continue" && !ending && !reading.isValid) {
      this.#keep(this.interview.saved(step.name, reading));
      return this.#paint({ typed, reading });
    }
    this.interview = this.interview.saved(step.name, reading);
    this.#keep();
    switch (word) {
      case "back": return this.#toScreen(this.interview.journey.previousScreen(step.name), "sections");
      case "show": return this.#showThem();
      case "both": return this.#toScreen(step);
      case "continue": return this.#onward(reading.fields);
      default: return this.#elsewhere(word, detail);
    }
  }

  #onward(fields) {
    const { step, ending, toCheck } = this.where;
    const { journey, instrument } = this.interview;
    if (journey.askedOn(step).some((key) => !fields.includes(key))) return this.#toScreen(step, "", { ending, toCheck });
    if (ending) return this.#afterCare(step, ending);
    if (toCheck) return this.#backToCheck(instrument.sectionOf(step.name));
    return this.#toScreen(journey.nextScreen(step.name), "check");
  }

  /** After a change, ask only what the change made newly relevant. */
  #backToCheck(section) {
    const { journey } = this.interview;
    const open = new Set(journey.unanswered(section.name));
    const step = journey.screens(section.name).find((other) => (
      [other.roster, ...other.questions.map((question) => other.key(question))].some((key) => open.has(key))));
    return this.#toScreen(step, "check", { toCheck: true });
  }

  #leaveList(word, detail) {
    const { step } = this.where;
    if (word === "add") {
      this.interview = this.interview.withEntry(step);
      this.#keep();
      return this.#toScreen(this.interview.firstOf(step, this.interview.entries(step)) ?? step);
    }
    if (word === "remove") {
      this.interview = this.interview.withoutEntry(step, Number(detail));
      this.#keep();
      return this.#paint();
    }
    this.interview = this.interview.withListClosed(step);
    this.#keep();
    if (word === "open") return this.#open(detail);
    if (word === "back") return this.#toScreen(this.interview.journey.previousScreen(step.name), "sections");
    if (word === "continue") return this.#onward([]);
    return this.#elsewhere(word, detail);
  }

  /** The buttons of the pages beside the questions. */
  #leavePage(word, detail) {
    const { page } = this.where;
    if (word === "open") return this.#open(detail, { toCheck: page === "check" });
    if (word === "check") return this.#show("check");
    if (page === "check" && word === "continue") return this.#finish({ stopped: false });
    if (page === "check" && word === "leave-open") {
      this.interview = this.interview.leftOpen();
      this.#keep();
      return this.#finish({ stopped: false });
    }
    if (page === "private" && word === "continue") return this.#answerPrivacy();
    if (page === "pause" && word === "skip") return this.#skipSection();
    if (page === "pause" && word === "lock") return this.#lock();
    if (["stop", "erase"].includes(page) && word === "keep") return this.#care("keep");
    if (page === "stop" && word === "erase") return this.#show("erase");
    if (page === "erase" && word === "erase") return this.#care("erase");
    if (page === "stop" && word === "mistake") return this.#remove();
    if (page === "done") return this.#end(this.finished);
    if (["continue", "back"].includes(word)) return this.#goOn();
    return this.#elsewhere(word, detail);
  }

  /** What every page has: breaks, sections, languages, looks. */
  #elsewhere(word, detail) {
    if (isDisplayChoice(word, detail)) {
      remember(word, detail);
      return this.#again();
    }
    switch (word) {
      case "pause": case "stop": this.#beginBreak(); return this.#show(word);
      case "help": case "sections": return this.#show(word);
      case "save": return this.#end();
      case "language": return this.#speak({ language: detail, second: detail === this.second ? this.language : this.second });
      case "second": return this.#speak({ second: detail });
      case "interface": return this.#speak({ pageLanguage: detail });
      default: return this.#again();
    }
  }

  async #speak(choice) {
    const before = { language: this.language, second: this.second, pageLanguage: this.pageLanguage };
    Object.assign(this, choice);
    try {
      await this.#load();
    } catch (problem) {
      if (!(problem instanceof NoFragments)) throw problem;
      Object.assign(this, before);
      this.#tell("no_version");
      return;
    }
    this.#keep();
    this.#again();
  }

  // -- breaks ---------------------------------------------------------------------------

  #beginBreak() {
    this.breaks = begun(this.breaks, this.pack.now());
    this.#keep();
  }

  #endBreak() {
    this.breaks = ended(this.breaks, this.pack.now());
    this.#keep();
  }

  #goOn() {
    this.#endBreak();
    this.#toScreen(this.interview.toOpen(), "check");
  }

  /** Somebody came in: the form about the place is painted first, and saved after. */
  async #cover() {
    const asked = this.#asks ? this.#reading().reading : null;
    const { step } = this.where;
    this.where = { ...this.where, page: "covered", theirs: false };
    this.container.replaceChildren();
    const back = coverPage(placeFormIn(this.fragments.page));
    if (asked) this.interview = this.interview.saved(step.name, asked);
    this.interview = this.interview.overheard();
    this.breaks = { ...begun(this.breaks, this.pack.now()), covered: true };
    this.#keep();
    this.saver.flush();
    await back;
    if (!this.#closed) this.#show(Object.hasOwn(this.interview.answers, PRIVACY) ? "private" : "question");
  }

  /** Who can hear now decides what may still be asked. */
  #answerPrivacy() {
    const code = new FormData(this.form).get(PRIVACY);
    if (!code) return this.#show("private", { missing: true });
    this.interview = this.interview.withPrivacy(code);
    return this.#goOn();
  }

  #skipSection() {
    const { instrument, screen } = this.interview;
    const section = instrument.sectionOf(screen);
    this.interview = this.interview.leftOpen(section.name);
    this.#endBreak();
    const last = this.interview.journey.screens(section.name).at(-1);
    this.#toScreen(last && this.interview.journey.nextScreen(last.name), "check");
  }

  async #lock() {
    await this.close();
    this.lock();
  }

  // -- the end ----------------------------------------------------------------------------

  /** The items for the interviewer alone, where the instrument has them; then the end. */
  #care(ending) {
    const [first] = this.interview.careSteps();
    if (first) return this.#toScreen(first, "", { ending });
    return this.#afterCare(null, ending);
  }

  #afterCare(step, ending) {
    const steps = this.interview.careSteps();
    const following = step && steps[steps.findIndex(({ name }) => name === step.name) + 1];
    if (following) return this.#toScreen(following, "", { ending });
    if (ending === "keep") return this.#finish({ stopped: true });
    this.interview = this.interview.takenBack();
    this.#keep();
    return this.#finish({ stopped: false, erasing: true });
  }

  async #finish({ stopped, erasing = false }) {
    this.#finishing = true;
    const { outcome } = await this.#handIn(stopped).finally(() => { this.#finishing = false; });
    if (this.where.page === "covered") return undefined; // somebody came in meanwhile
    if (outcome === "finished") return this.#show("done", { goodbye: erasing ? "" : this.#goodbye() });
    if (erasing) return this.#remove();
    this.#show(stopped ? "stop" : "check");
    return this.#tell(outcome);
  }

  async #handIn(stopped) {
    await this.saver.flush();
    return this.doors.finishInterview({ vault: this.vault, pack: this.pack, draft: this.saver.draft, stopped });
  }

  #goodbye() {
    return this.instrument.has(GOODBYE) ? this.words.label(this.instrument.question(GOODBYE).label) : "";
  }

  async #remove() {
    await this.saver.flush();
    await this.doors.removeDraft(this.saver.draft);
    this.#end();
  }

  async #end(then = this.leave) {
    await this.close();
    then();
  }

  // -- what shows -------------------------------------------------------------------------

  #open(name, more) { return this.#toScreen(this.interview.journey.step(name), "", more); }

  /** A screen of the interview; `otherwise` is the page where there is none. */
  #toScreen(step, otherwise = "check", { ending = "", toCheck = false } = {}) {
    if (!step) return this.#show(otherwise);
    this.where = { page: "question", step, ending, toCheck, theirs: false };
    this.interview = this.interview.at(step.name);
    this.#place(this.fragments.pageOf("question"));
    return this.#paint();
  }

  /** The page that shows, again: after the languages or the looks changed. */
  #again() {
    const { page, step, ending, toCheck } = this.where;
    return page === "question" ? this.#toScreen(step, "", { ending, toCheck }) : this.#show(page);
  }

  /** read: the fragments and words of whoever reads the form. */
  #place(form, read = this) {
    const { fragments } = read;
    Object.assign(this, { form, read });
    const { synthetic } = this.pack.round(this.saver.draft.round) ?? {};
    if (!synthetic && !("invented" in fragments.data)) form.querySelector(".band")?.remove();
    const tap = form.querySelector("button[value^='tap:']");
    if (tap && !goesOnByTap()) Object.assign(tap, { value: "tap:on", textContent: fragments.say("tap on") });
    this.container.replaceChildren(form);
    document.title = fragments.say("title");
  }

  #show(page, more = {}) {
    if (page === "question") return this.#toScreen(this.interview.toOpen());
    const { interview, words, fragments } = this;
    const form = fragments.pageOf(page);
    this.where = { page, step: null, ending: "", toCheck: false, theirs: false };
    this.#place(form);
    const shown = { interview, words, fragments, contacts: this.#contacts(), oneTap: goesOnByTap(), ...more };
    switch (page) {
      case "sections": fillSections(form, shown); break;
      case "check": fillCheck(form, shown); break;
      case "help": fillHelp(form, shown); break;
      case "private": fillPrivate(form, shown); break;
      case "erase": fillErase(form, shown); break;
      case "done": fillDone(form, shown); break;
      case "pause": if (!this.lock) form.querySelector("button[value=lock]").remove(); break;
      case "stop": if (!this.#mayBeAMistake()) form.querySelector("button[value=mistake]").remove(); break;
      default:
    }
    this.#clock();
    goOnByOneTap(form);
    return this.#focus();
  }

  #mayBeAMistake() {
    return this.instrument.settings.respondent !== "none" && !Object.hasOwn(this.interview.answers, "x_consent");
  }

  #contacts() {
    const { round, site } = this.saver.draft;
    return this.pack.contactsAt(round, site);
  }

  /** The screen of `where`, in the form that is there. */
  #paint({ typed, reading } = {}) {
    const { step, theirs, ending } = this.where;
    const { interview, form } = this;
    const { fragments, words } = this.read;
    form.dataset.screen = step.name;
    const main = form.querySelector("main");
    const clear = main.querySelector("button[value=clear]")?.closest("p") ?? this.clear;
    this.clear = clear;
    const shown = paintScreen({
      main, fragments, words, interview, step, reading, theirs,
      typed: typed ?? typedBefore(interview, step), oneTap: goesOnByTap() && !ending,
    });
    if (step.roster) fillList(main, { interview, step, words, fragments });
    if (step.questions.some(({ name }) => name === REFERS) && !theirs) {
      main.querySelector(".panel:not(.soft-check)")?.replaceChildren(contactList(this.#contacts(), fragments));
    }
    if (!theirs && shown.some(({ type }) => type !== "note")) main.append(clear);
    if (ending) main.prepend(Object.assign(document.createElement("p"), { textContent: fragments.say("turn to yourself") }));
    if (!theirs) this.#header(shown);
    goOnByOneTap(form);
    return this.#focus();
  }

  #header(shown) {
    const { step, ending } = this.where;
    const { fragments, form, instrument } = this;
    const section = instrument.sectionOf(step.name);
    const names = [...new Set(this.interview.journey.screens().map(({ name }) => instrument.sectionOf(name)))];
    const place = step.instance.length ? ` · ${fragments.say("entry", { place: step.instance.join(", ") })}` : "";
    const number = names.length > 1 ? fragments.say("section", { number: names.indexOf(section) + 1, total: names.length }) : "";
    const where = form.querySelector(".where");
    where.querySelector("bdi").textContent = this.words.label(section.label);
    where.replaceChildren(where.querySelector("b"), (ending ? fragments.say("for you") : number) + place);
    form.querySelector("button[value=show]").hidden = Boolean(ending) || shown.every(({ observed }) => observed) || Boolean(step.roster);
    form.querySelector(".bar .primary").textContent = fragments.say(ending ? "finish" : "continue");
    this.#clock();
  }

  #clock() {
    const { fragments, form, breaks } = this;
    const { startedAt, version } = this.saver.draft;
    const usual = this.pack.usualMinutes(version);
    const clock = clockOf({ startedAt, breaks, usual, journey: this.interview.journey, now: this.pack.now() });
    form.querySelectorAll(".time, .used").forEach((line) => line.remove());
    if (!clock || this.where.page === "done") return;
    const line = fragments.row("clock");
    if (clock.left === null) line.querySelector("b").remove();
    else line.querySelector("b").textContent = fragments.count("left", clock.left, { left: clock.left });
    line.querySelector("span").textContent = clock.runs ? fragments.count("used", clock.used, { used: clock.used }) : fragments.say("stopped clock");
    form.querySelector(".where").after(line);
    if (clock.left === null) return;
    const bar = Object.assign(fragments.row("used"), { max: clock.planned, value: clock.used });
    form.querySelector(".top").append(bar);
  }

  /** The tablet is turned to the person: one language, nothing for the interviewer. */
  async #showThem() {
    const { step } = this.where;
    const language = this.second || this.language;
    const page = ["en", "fr"].includes(language) ? language : this.pageLanguage;
    const fragments = await loadFragments({ version: this.saver.draft.version, page, language });
    this.where = { page: "question", step, ending: "", toCheck: false, theirs: true };
    const form = fragments.pageOf("question");
    form.classList.add("theirs");
    Object.assign(form, { lang: page, dir: fragments.data.spokenDirection }); // each text names its own language
    form.querySelector("main").className = "slim mid";
    form.querySelector(".top").remove();
    form.querySelector(".bar button[value=back]").value = "both";
    this.#place(form, { fragments, words: new Words(this.instrument, language, fragments) });
    this.#paint();
  }

  #focus() {
    const first = this.form.querySelector("main .summary") ?? this.form.querySelector("main h1") ?? this.form.querySelector("main legend, main");
    if (!first.hasAttribute("tabindex")) first.tabIndex = -1;
    first.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}
