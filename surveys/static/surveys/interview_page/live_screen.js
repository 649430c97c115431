// One screen as it shows: its questions come and go with the answers that are given on it.
import { TextsWithAnswers } from "./answers_in_texts.js";
import { paintCalculations, paintQuestion, problemList, rename, typedBefore } from "./screen_view.js";
import { shownQuestions } from "./screen_answers.js";

const GROUPS = [".items", ".numbers"]; // tables of questions, shown while one of them is
const NO_ANSWER = ["note", "calculate", "hidden"];

export class LiveScreen {
  #places = new Map(); // key → { question, element, mark, offered }
  #groups = []; // { element, mark }
  #shown = [];
  #texts = new TextsWithAnswers();
  #notes; // the keys of the notes with which the screen began

  /**
   * Paints a screen into `main`. reading: what readScreen() said of it, where it is shown
   * with its problems; typed: what was typed then. theirs: the person reads.
   */
  constructor({ main, fragments, words, interview, step, reading = null, typed = typedBefore(interview, step), theirs = false, oneTap = true }) {
    Object.assign(this, { fragments, words, step, theirs, oneTap });
    this.content = this.#fragment();
    this.#markPlaces();
    this.#show({ interview, reading, typed });
    this.#notes = new Set(this.#shown.filter(({ type }) => type === "note").map((question) => step.key(question)));
    this.#markOneTap();
    main.replaceChildren(...problemList({ questions: this.#shown, step, reading, fragments, words }), this.content);
    this.content = main;
  }

  /** The questions that show, in order. */
  get questions() { return this.#shown; }

  /** Shows what is asked after an answer. Returns { came, went }: lists of keys. */
  update(interview) {
    const before = this.#keys();
    this.#show({ interview, typed: typedBefore(interview, this.step) });
    this.#markOneTap();
    const now = this.#keys();
    return { came: now.filter((key) => !before.includes(key)), went: before.filter((key) => !now.includes(key)) };
  }

  #keys() { return this.#shown.map((question) => this.step.key(question)); }

  #fragment() {
    const content = this.fragments.screen(this.step.screen.name);
    if (this.step.instance.length) rename(content, this.step);
    if (this.theirs) content.querySelectorAll(".foryou, [data-several]").forEach((note) => note.remove());
    this.#texts.add(content);
    return content;
  }

  /** A comment marks where each question stands, so that it can go and come back. */
  #markPlaces() {
    for (const element of this.content.querySelectorAll(GROUPS.join(","))) this.#groups.push(marked(element));
    for (const question of this.step.questions) {
      const key = this.step.key(question);
      const element = placeOf(this.content, key);
      if (element) this.#places.set(key, { question, ...marked(element) });
    }
    this.#places.forEach(({ element }) => element.remove());
  }

  #show({ interview, reading, typed }) {
    const { journey } = interview;
    this.#shown = shownQuestions(journey, this.step, { theirs: this.theirs });
    const shown = new Set(this.#keys());
    this.#writeTexts(journey);
    for (const [key, place] of this.#places) {
      if (!shown.has(key)) place.element.remove();
      else this.#showQuestion(key, place, { interview, reading, typed });
    }
    for (const { element, mark } of this.#groups) {
      const asks = [...this.#places].some(([key, place]) => shown.has(key) && element.contains(place.mark));
      if (!asks) element.remove();
      else if (!element.isConnected) mark.after(element);
    }
    this.workOut(journey);
  }

  /** What is worked out of the answers, and the texts that name them, as they are now. */
  workOut(journey) {
    this.#writeTexts(journey);
    paintCalculations(this.content, journey, this.words);
  }

  #writeTexts(journey) {
    const { screen, instance } = this.step;
    this.#texts.write({ journey, words: this.words, around: { instance, repeats: screen.repeats } });
  }

  /** Paints a question at first, and again where other choices are offered. */
  #showQuestion(key, place, { interview, reading, typed }) {
    const { question } = place;
    const offered = question.choiceFilter ? interview.journey.offered(key).map(({ code }) => code).join(" ") : "";
    if (place.offered !== offered && question.type !== "note") {
      if (place.offered !== undefined) this.#renew(key, place);
      paintQuestion({ place: place.element, key, question, typed, interview, reading, fragments: this.fragments, words: this.words });
    }
    place.offered = offered;
    if (place.element.parentNode !== place.mark.parentNode) place.mark.after(place.element);
  }

  #renew(key, place) {
    const fresh = placeOf(this.#fragment(), key);
    place.element.replaceWith(fresh);
    place.element = fresh;
  }

  /**
   * A tap goes on where it answers all that is asked: the one single choice of a screen,
   * or the choice of several that stands alone. Not past a note that the answer brought.
   */
  #markOneTap() {
    for (const { element } of this.#places.values()) {
      delete element.dataset.oneTap;
      delete element.dataset.tapAlone;
    }
    const asked = this.#shown.filter(({ type }) => !NO_ANSWER.includes(type));
    const moreToRead = this.#shown.some((question) => question.type === "note" && !this.#notes.has(this.step.key(question)));
    if (!this.oneTap || asked.length !== 1 || moreToRead) return;
    const { element } = this.#places.get(this.step.key(asked[0]));
    if (element.querySelector(".search, .soft-check, select")) return;
    const types = new Set([...element.querySelectorAll("input, textarea")].map(({ type }) => type));
    if (types.size !== 1) return;
    if (types.has("radio")) element.dataset.oneTap = "";
    if (asked[0].type === "select_multiple") element.dataset.tapAlone = "";
  }
}

const placeOf = (content, key) => content.querySelector(`#${CSS.escape(`q-${key}`)}`);

function marked(element) {
  const mark = document.createComment("");
  element.before(mark);
  return { element, mark };
}
