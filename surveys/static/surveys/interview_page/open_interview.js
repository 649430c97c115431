// An open interview on the page: what is kept of it, and what shows.
import { Words } from "./answer_texts.js";
import { goesOnByTap } from "./display_choices.js";
import { loadFragments } from "./fragments.js";
import { InterviewAnswers } from "./interview_answers.js";
import { paintClock, paintHeader } from "./interview_header.js";
import { LiveScreen } from "./live_screen.js";
import { contactList, fillCheck, fillDone, fillErase, fillHelp, fillList, fillPrivate, fillSections } from "./other_pages.js";
import { asksOthers, readScreen } from "./screen_answers.js";
import { typedOn } from "./screen_view.js";

const REFERS = "x_refer";
const UNSEEN_MS = 1_000;

export class OpenInterview {
  closed = false;
  justCame = { keys: [], at: -Infinity }; // the follow-up questions that came last, and when

  constructor(container, { vault, draft, pack, instrument, leave, finished, lock, forget, doors }) {
    Object.assign(this, { container, pack, instrument, vault, doors, leave, finished, lock, forget });
    this.language = draft.language;
    this.second = draft.secondLanguage;
    this.breaks = draft.breaks ?? {};
    this.pageLanguage = document.documentElement.lang;
    this.interview = new InterviewAnswers(instrument, { today: draft.day ?? pack.today(), seed: draft.id }, draft);
    this.saver = doors.autosaving({ vault, draft, now: () => pack.now(), onOutcome: (outcome) => this.tell(outcome) });
    this.where = { page: "", step: null, ending: "", toCheck: false, theirs: false };
  }

  async load() {
    const { version } = this.saver.draft;
    this.fragments = await loadFragments({ version, page: this.pageLanguage, language: this.language, second: this.second });
    this.words = new Words(this.instrument, this.language, this.fragments, () => this.interview.journey);
  }

  // -- saving -------------------------------------------------------------------------

  keep(interview = this.interview) {
    this.saver.change({ ...interview.content, breaks: this.breaks, language: this.language, secondLanguage: this.second });
  }

  /** Whoever leaves a screen has it on the disk at once. */
  keepAtOnce() {
    this.keep();
    this.saver.flush();
  }

  get asks() { return this.where.page === "question" && !this.where.step.roster && this.form.isConnected; }

  /** What is typed on the screen, and what it says. */
  typedNow() {
    const { step, theirs } = this.where;
    const typed = typedOn(this.form);
    const reading = readScreen({ interview: this.interview, step, months: this.fragments.months, typed, theirs });
    return { typed, reading };
  }

  /** Keep what is typed on the disk; the screen is judged by its buttons. */
  keepTyped() {
    if (this.closed || !this.asks) return null;
    const { reading } = this.typedNow();
    const saved = this.interview.saved(this.where.step.name, reading);
    this.keep(saved);
    return { reading, saved };
  }

  /** An answer was given: what it asks for comes at once, and what it rules out goes. */
  answered() {
    const kept = this.keepTyped();
    if (!kept) return;
    const { step, theirs } = this.where;
    if (asksOthers(this.interview.journey, kept.saved.journey, step, { theirs })) {
      this.interview = kept.saved;
      const news = this.screen.update(kept.saved);
      if (news.came.length) this.justCame = { keys: news.came, at: performance.now() };
      this.#sayNews(news);
      this.#header();
    } else {
      this.screen.workOut(kept.reading.journey);
    }
  }

  /** Whether all that is wrong is that questions came under the finger which nobody saw. */
  waitsForNews(reading) {
    const { keys, at } = this.justCame;
    const unseen = performance.now() - at < UNSEEN_MS;
    return unseen && !reading.soft.size && [...reading.problems.keys()].every((key) => keys.includes(key));
  }

  showNews() {
    const box = this.form.querySelector(`#q-${CSS.escape(this.justCame.keys[0])}`);
    box.tabIndex = -1;
    box.focus();
  }

  /** A screen reader hears which questions came and went; the focus stays. */
  #sayNews({ came, went }) {
    const { fragments, words } = this.read;
    const sentences = [["more asked", came], ["asked no more", went]].flatMap(([sentence, keys]) => (
      keys.map((key) => fragments.say(sentence, { question: words.question(key) }))));
    this.form.querySelector("[data-news]").textContent = sentences.join(" ");
  }

  /** What came of a save, where it was not saved. */
  tell(outcome) {
    const panel = this.fragments.row("alert");
    panel.querySelector("p").textContent = this.fragments.say(this.fragments.has(outcome) ? outcome : "problem here");
    this.form.querySelector("main").prepend(panel);
    panel.focus();
  }

  // -- what shows -------------------------------------------------------------------------

  open(name, more) { return this.toScreen(this.interview.journey.step(name), "", more); }

  /** A screen of the interview; `otherwise` is the page where there is none. */
  toScreen(step, otherwise = "check", { ending = "", toCheck = false } = {}) {
    if (!step) return this.show(otherwise);
    const stays = this.#showsQuestions();
    this.where = { page: "question", step, ending, toCheck, theirs: false };
    this.interview = this.interview.at(step.name);
    if (stays) this.#clearForm();
    else this.place(this.fragments.pageOf("question"));
    return this.paint();
  }

  /** Bar and menu stay from screen to screen, so that only what is asked is laid out anew. */
  #showsQuestions() {
    const { page, theirs } = this.where;
    return page === "question" && !theirs && this.form.isConnected && this.read.fragments === this.fragments;
  }

  #clearForm() {
    this.form.querySelector(".more").open = false;
    this.form.querySelector("[data-news]").textContent = "";
  }

  /** The page that shows, again: after the languages or the looks changed. */
  again() {
    const { page, step, ending, toCheck } = this.where;
    this.form.remove();
    return page === "question" ? this.toScreen(step, "", { ending, toCheck }) : this.show(page);
  }

  /** read: the fragments and words of whoever reads the form. */
  place(form, read = this) {
    const { fragments } = read;
    Object.assign(this, { form, read });
    const { synthetic } = this.pack.round(this.saver.draft.round) ?? {};
    if (!synthetic && !("invented" in fragments.data)) form.querySelector(".band")?.remove();
    const tap = form.querySelector("button[value^='tap:']");
    if (tap && !goesOnByTap()) Object.assign(tap, { value: "tap:on", textContent: fragments.say("tap on") });
    form.append(fragments.row("news"));
    this.container.replaceChildren(form);
    document.title = fragments.say("title");
  }

  show(page, more = {}) {
    if (page === "question") return this.toScreen(this.interview.toOpen());
    const { interview, words, fragments } = this;
    const form = fragments.pageOf(page);
    this.where = { page, step: null, ending: "", toCheck: false, theirs: false };
    this.place(form);
    const shown = { interview, words, fragments, contacts: this.contacts(), oneTap: goesOnByTap(), ...more };
    switch (page) {
      case "sections": fillSections(form, shown); break;
      case "check": fillCheck(form, shown); break;
      case "help": fillHelp(form, shown); break;
      case "private": fillPrivate(form, shown); break;
      case "erase": fillErase(form, shown); break;
      case "done": fillDone(form, shown, this.words); break;
      case "pause": if (!this.lock) form.querySelector("button[value=lock]").remove(); break;
      case "stop": if (!this.#mayBeAMistake()) form.querySelector("button[value=mistake]").remove(); break;
      default:
    }
    this.#clock();
    return this.#focus();
  }

  #mayBeAMistake() {
    return this.instrument.settings.respondent !== "none" && !Object.hasOwn(this.interview.answers, "x_consent");
  }

  contacts() {
    const { round, site } = this.saver.draft;
    return this.pack.contactsAt(round, site);
  }

  /** The screen of `where`, in the form that is there. */
  paint({ typed, reading } = {}) {
    const { step, theirs, ending } = this.where;
    const { interview, form } = this;
    const { fragments, words } = this.read;
    form.dataset.screen = step.name;
    const main = form.querySelector("main");
    const clear = main.querySelector("button[value=clear]")?.closest("p") ?? this.clear;
    this.clear = clear;
    this.screen = new LiveScreen({ main, fragments, words, interview, step, reading, typed, theirs, oneTap: goesOnByTap() && !ending });
    if (step.roster) fillList(main, { interview, step, words, fragments });
    if (step.questions.some(({ name }) => name === REFERS) && !theirs) {
      main.querySelector(".panel:not(.soft-check)")?.replaceChildren(contactList(this.contacts(), fragments));
    }
    if (!theirs && this.screen.questions.some(({ type }) => type !== "note")) main.append(clear);
    if (ending) main.prepend(Object.assign(document.createElement("p"), { textContent: fragments.say("turn to yourself") }));
    this.#header();
    return this.#focus();
  }

  #header() {
    const { form, fragments, words, interview, screen, where: { step, ending, theirs } } = this;
    if (theirs) return;
    paintHeader({ form, fragments, words, interview, step, ending, questions: screen.questions });
    this.#clock();
  }

  #clock() {
    if (this.where.page === "done") return;
    const { fragments, form, breaks } = this;
    const { startedAt, version } = this.saver.draft;
    const usual = this.pack.usualMinutes(version);
    paintClock({ form, fragments, breaks, startedAt, usual, journey: this.interview.journey, now: this.pack.now() });
  }

  /** The tablet is turned to the person: one language, nothing for the interviewer. */
  async showThem() {
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
    this.place(form, { fragments, words: new Words(this.instrument, language, fragments, () => this.interview.journey) });
    this.paint();
  }

  /** The person has answered, or wants a pause: what comes then is for the team. */
  handBack(then) {
    const { form, read: { fragments } } = this;
    this.where = { ...this.where, page: "hand back", then };
    const [title, words] = [document.createElement("h1"), document.createElement("p")];
    title.textContent = fragments.say("thanks");
    words.textContent = fragments.say("hand back");
    form.querySelector("main").replaceChildren(title, words);
    for (const button of form.querySelectorAll(".bar button")) button.hidden = !["continue", "came"].includes(button.value);
    this.#focus();
  }

  #focus() {
    const first = this.form.querySelector("main .summary") ?? this.form.querySelector("main h1") ?? this.form.querySelector("main legend, main");
    if (!first.hasAttribute("tabindex")) first.tabIndex = -1;
    first.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}
