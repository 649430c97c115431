// The document of one open interview: saved screen by screen, as draft_storage.py does.
import { Journey, followChange, withoutInstance } from "../engine/index.js";
import { PRIVACY, gates } from "../engine/compiled_questions.js";
import { references } from "../engine/expressions.js";

export const REMOVED = ":removed"; // how many entries were taken out of a list, beside its number
export const MAX_INSTANCES = 200;
export const OVERHEARD = "none";
const CARE = ["x_distress", "x_urgent", "x_refer"];

/**
 * The answers with those of one screen put in and blanks taken out. Calculations that are
 * made once, or when another answer changes, are made here, and the instances of a repeat
 * that are new begin with their defaults.
 */
function merged(before, accepted) {
  const { instrument, answers } = before;
  const changed = new Set(Object.keys(accepted).filter((key) => !alike(answers[key] ?? null, accepted[key])));
  const together = without({ ...answers, ...accepted }, null);
  const journey = before.journeyOf(together);
  const journeyFor = (content) => (content === together ? journey : before.journeyOf(content));
  const content = without(followChange(instrument, answers, together, changed, journeyFor), "");
  // What was worked out holds for what is stored too, where nothing was made besides.
  return { content, journey: alike(content, together) ? journey : undefined };
}

const without = (answers, blank) => (
  Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== blank))
);

/** The question to which a child agrees, and those that it hangs on. */
function decidesAssent(instrument) {
  const { assent = "" } = instrument.settings;
  if (!instrument.has(assent)) return [];
  return [assent, ...gates(instrument, instrument.question(assent)).flatMap((tree) => [...references(tree)])];
}

/** Whether two stored values are the same. */
export function alike(value, other) {
  if (typeof value !== "object" || typeof other !== "object" || !value || !other) return value === other;
  const keys = Object.keys(value);
  return keys.length === Object.keys(other).length && keys.every((key) => alike(value[key], other[key]));
}

/**
 * One interview as it is stored: { answers, unchecked, screen }; every change is a new one.
 * day: { today, seed } as a Journey takes them.
 */
export class InterviewAnswers {
  #journey;

  constructor(instrument, day, { answers, unchecked = {}, screen = "" }) {
    Object.assign(this, { instrument, day, answers, unchecked, screen });
  }

  get journey() {
    this.#journey ??= this.journeyOf(this.answers);
    return this.#journey;
  }

  /** The journey of this interview with other answers. */
  journeyOf(answers) { return new Journey(this.instrument, answers, this.day); }

  get content() { return { answers: this.answers, unchecked: this.unchecked, screen: this.screen }; }

  #with(content) { return new InterviewAnswers(this.instrument, this.day, { ...this.content, ...content }); }

  /** The same answers at another screen; what was worked out of them stays. */
  at(screen) {
    const moved = this.#with({ screen });
    moved.#journey = this.#journey;
    return moved;
  }

  /** accepted and unchecked as readScreen() gives them. */
  saved(screen, { accepted, unchecked = {} }) {
    const pending = Object.entries(this.unchecked).filter(([key]) => !Object.hasOwn(accepted, key));
    const { content, journey } = merged(this, accepted);
    const saved = this.#with({
      screen,
      answers: content,
      unchecked: { ...Object.fromEntries(pending), ...unchecked },
    });
    saved.#journey = journey;
    return saved;
  }

  /** The fields of a screen emptied. */
  cleared(screen, fields) {
    return this.saved(screen, { accepted: Object.fromEntries(fields.map((name) => [name, null])) });
  }

  // -- lists of what is asked more than once ------------------------------------------

  /** The list closed with as many entries as it has. */
  withListClosed(step) {
    return this.saved(step.name, { accepted: { [step.roster]: this.entries(step) } });
  }

  entries(step) { return this.journey.countOf(step.screen.roster, step.instance); }

  withEntry(step) {
    const count = this.entries(step);
    return count < MAX_INSTANCES ? this.saved(step.name, { accepted: { [step.roster]: count + 1 } }) : this;
  }

  withoutEntry(step, place) {
    const which = { repeat: step.screen.roster, instance: step.instance, place };
    const left = withoutInstance(this.instrument, this.answers, which);
    const gone = Object.keys(this.answers).filter((key) => !Object.hasOwn(left, key)).map((key) => [key, null]);
    const raw = withoutInstance(this.instrument, this.unchecked, which);
    delete raw[step.roster];
    left[step.roster + REMOVED] = (left[step.roster + REMOVED] ?? 0) + 1;
    return this.#with({ unchecked: raw }).saved(step.name, { accepted: { ...Object.fromEntries(gone), ...left }, unchecked: raw });
  }

  /** The first screen of an entry. */
  firstOf(step, place) {
    const instance = [...step.instance, place];
    return this.journey.screens().find(({ screen, instance: where }) => (
      screen.repeats.slice(0, instance.length).at(-1) === step.screen.roster
      && instance.every((number, level) => where[level] === number)
    ));
  }

  // -- privacy, ending ------------------------------------------------------------------

  /** Somebody came in: until the way back is answered somebody may hear. */
  overheard() {
    const known = Object.hasOwn(this.answers, PRIVACY) && this.instrument.question(PRIVACY).choice(OVERHEARD);
    return known ? this.withPrivacy(OVERHEARD) : this;
  }

  withPrivacy(code) { return this.#with({ answers: { ...this.answers, [PRIVACY]: code } }); }

  /** The open questions of a section, or of all, count as not reached; safeguards stay open. */
  leftOpen(section) {
    const keptOpen = new Set(this.journey.steps().map((step) => step.roster).filter(Boolean));
    decidesAssent(this.instrument).forEach((name) => keptOpen.add(name));
    const missed = this.journey.unanswered(section).filter((key) => !keptOpen.has(key) && !key.startsWith("x_"));
    const states = Object.fromEntries(missed.map((key) => [key, { state: "not_reached" }]));
    return this.#with({ answers: { ...this.answers, ...states } });
  }

  /** The screens for the interviewer alone, before an interview ends. */
  careSteps() {
    return this.journey.screens().filter((step) => step.questions.some(({ name }) => CARE.includes(name)));
  }

  /** What is handed in when everything is taken back: the need for help, and no more. */
  takenBack() {
    const urgent = ["x_urgent", "x_refer"].filter((name) => Object.hasOwn(this.answers, name));
    const kept = Object.fromEntries(urgent.map((name) => [name, this.answers[name]]));
    return this.#with({ answers: { ...kept, x_consent: "yes", x_still_ok: "no" }, unchecked: {} });
  }

  /** The screen to open: the one saved last, or the one after it where it is not asked any more. */
  toOpen() {
    const { journey, screen, instrument } = this;
    const shown = journey.screens();
    if (!screen || !instrument.hasScreen(screen)) return shown[0];
    return shown.find((step) => step.name === screen) ?? journey.nextScreen(screen);
  }
}

