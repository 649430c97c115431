// One open interview on the tablet: screens, breaks, the check, the end. What was typed is
// kept at every change, and each button saves first.
import { finishInterview } from "../offline/finish_interview.js";
import { autosaving, removeDraft } from "../offline/open_interviews.js";
import { keepOneOrTheOther } from "../interviews/one_or_the_other.js";
import { goOnByOneTap } from "../interviews/one_tap.js";
import { BreaksAndEnding } from "./breaks_and_ending.js";
import { apply, isDisplayChoice, remember } from "./display_choices.js";
import { NoFragments } from "./fragments.js";
import { chooseByKey } from "./one_tap_keys.js";

const OFFLINE = { autosaving, finishInterview, removeDraft };
const TYPING_MS = 300; // text is read when somebody pauses

/**
 * Shows an interview in `container`. Resolves with { close }, which saves and lets go.
 *
 * vault, draft, pack: as offline/ has them. leave: goes to Today; finished: the same, and
 * sends; lock: locks the tablet, where it can;
 * forget: does so behind the form about the place. doors: what stores and finishes drafts.
 */
export async function openInterview(container, { vault, draft, pack, leave, finished, lock, forget, doors = OFFLINE }) {
  const instrument = await pack.instrument(draft.version);
  const page = new InterviewPage(container, { vault, draft, pack, instrument, leave, finished, lock, forget, doors });
  await page.start();
  return { close: () => page.close() };
}

class InterviewPage extends BreaksAndEnding {
  #listening = new AbortController();
  #typing = 0;

  async start() {
    apply();
    await this.load();
    const { signal } = this.#listening;
    const { container } = this;
    container.addEventListener("submit", (event) => this.#submitted(event), { signal });
    container.addEventListener("change", () => this.#answeredAfter(0), { signal });
    container.addEventListener("input", () => this.#answeredAfter(TYPING_MS), { signal });
    keepOneOrTheOther(container, signal);
    goOnByOneTap(container, signal);
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.keepTyped(); }, { signal });
    if (this.breaks.covered) this.show("private");
    else if (this.breaks.since) this.show("pause");
    else this.toScreen(this.interview.toOpen());
  }

  #answeredAfter(wait) {
    clearTimeout(this.#typing);
    if (wait) this.#typing = setTimeout(() => this.answered(), wait);
    else this.answered();
  }

  stopListening() {
    clearTimeout(this.#typing);
    this.#listening.abort();
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
    if (this.finishing && word !== "came") return undefined;
    if (word === "came") return this.cover();
    if (this.where.page !== "question") return this.#leavePage(word, detail);
    return this.where.step.roster ? this.#leaveList(word, detail) : this.#leaveScreen(word, detail);
  }

  #leaveScreen(word, detail) {
    const { step, ending, theirs } = this.where;
    if (word === "continue") this.#answeredAfter(0);
    const { typed, reading } = this.typedNow();
    if (word === "clear") {
      this.interview = this.interview.cleared(step.name, reading.fields);
      this.keep();
      return this.paint();
    }
    if (word === "continue" && !ending && !reading.isValid) {
      this.keep(this.interview.saved(step.name, reading));
      return this.waitsForNews(reading) ? this.showNews() : this.paint({ typed, reading });
    }
    this.interview = this.interview.saved(step.name, reading);
    this.keepAtOnce();
    switch (word) {
      case "back": return this.toScreen(this.interview.journey.previousScreen(step.name), "sections");
      case "show": return this.showThem();
      case "both": return this.toScreen(step);
      case "continue": return theirs ? this.handBack(() => this.#onward(reading.fields)) : this.#onward(reading.fields);
      case "pause": case "help": return theirs ? this.handBack(() => this.#elsewhere(word, detail)) : this.#elsewhere(word, detail);
      default: return this.#elsewhere(word, detail);
    }
  }

  #onward(fields) {
    const { step, ending, toCheck } = this.where;
    const { journey, instrument } = this.interview;
    if (journey.askedOn(step).some((key) => !fields.includes(key))) return this.toScreen(step, "", { ending, toCheck });
    if (ending) return this.afterCare(step, ending);
    if (toCheck) return this.#backToCheck(instrument.sectionOf(step.name));
    return this.toScreen(journey.nextScreen(step.name), "check");
  }

  /** After a change, ask only what the change made newly relevant. */
  #backToCheck(section) {
    const { journey } = this.interview;
    const open = new Set(journey.unanswered(section.name));
    const step = journey.screens(section.name).find((other) => (
      [other.roster, ...other.questions.map((question) => other.key(question))].some((key) => open.has(key))));
    return this.toScreen(step, "check", { toCheck: true });
  }

  #leaveList(word, detail) {
    const { step } = this.where;
    if (word === "add") {
      this.interview = this.interview.withEntry(step);
      this.keep();
      return this.toScreen(this.interview.firstOf(step, this.interview.entries(step)) ?? step);
    }
    if (word === "remove") {
      this.interview = this.interview.withoutEntry(step, Number(detail));
      this.keep();
      return this.paint();
    }
    this.interview = this.interview.withListClosed(step);
    this.keepAtOnce();
    if (word === "open") return this.open(detail);
    if (word === "back") return this.toScreen(this.interview.journey.previousScreen(step.name), "sections");
    if (word === "continue") return this.#onward([]);
    return this.#elsewhere(word, detail);
  }

  /** The buttons of the pages beside the questions. */
  #leavePage(word, detail) {
    const { page } = this.where;
    if (page === "hand back") return this.where.then();
    if (word === "open") return this.open(detail, { toCheck: page === "check" });
    if (word === "check") return this.show("check");
    if (page === "check" && word === "continue") return this.finish({ stopped: false });
    if (page === "check" && word === "leave-open") {
      this.interview = this.interview.leftOpen();
      this.keep();
      return this.finish({ stopped: false });
    }
    if (page === "private" && word === "continue") return this.answerPrivacy();
    if (page === "pause" && word === "skip") return this.skipSection();
    if (page === "pause" && word === "lock") return this.lockTablet();
    if (["stop", "erase"].includes(page) && word === "keep") return this.care("keep");
    if (page === "stop" && word === "erase") return this.show("erase");
    if (page === "erase" && word === "erase") return this.care("erase");
    if (page === "stop" && word === "mistake") return this.remove();
    if (page === "done") return this.end(this.finished);
    if (["continue", "back"].includes(word)) return this.goOn();
    return this.#elsewhere(word, detail);
  }

  /** What every page has: breaks, sections, languages, looks. */
  #elsewhere(word, detail) {
    if (isDisplayChoice(word, detail)) {
      remember(word, detail);
      return this.again();
    }
    switch (word) {
      case "pause": case "stop": this.beginBreak(); return this.show(word);
      case "help": case "sections": return this.show(word);
      case "save": return this.end();
      case "language": return this.#speak({ language: detail, second: detail === this.second ? this.language : this.second });
      case "second": return this.#speak({ second: detail });
      case "interface": return this.#speak({ pageLanguage: detail });
      default: return this.again();
    }
  }

  async #speak(choice) {
    const before = { language: this.language, second: this.second, pageLanguage: this.pageLanguage };
    Object.assign(this, choice);
    try {
      await this.load();
    } catch (problem) {
      if (!(problem instanceof NoFragments)) throw problem;
      Object.assign(this, before);
      this.tell("no_version");
      return;
    }
    this.keep();
    this.again();
  }
}
