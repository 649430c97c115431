// The compiled instrument: its questions, their order and their conditions.
// Names may hold points (“P2.S1”); a part of digits alone is an instance.
const PLACES = /(?:\.[1-9][0-9]{0,2})+$/;
const UNANSWERED = ["note", "calculate", "hidden"];

/** One question; `choices` are those of its list, which is written once. */
export class Question {
  #byCode;

  constructor(written, lists) {
    this.name = written.name;
    this.type = written.type;
    this.label = written.label ?? {};
    this.hint = written.hint ?? {};
    this.guidance = written.guidance ?? {};
    this.choices = lists.get(written.list_name) ?? [];
    this.choiceFilter = written.choice_filter;
    this.relevance = written.relevance;
    this.constraint = written.constraint;
    this.constraintMessage = written.constraint_message ?? {};
    this.softConstraint = written.soft_constraint;
    this.softMessage = written.soft_message ?? {};
    this.required = written.required ?? false;
    this.requiredMessage = written.required_message ?? {};
    this.calculation = written.calculation;
    this.trigger = written.trigger ?? [];
    this.parameters = written.parameters ?? {};
    this.media = written.media ?? {};
    this.repeats = written.repeats ?? [];
    this.default = written.default;
    this.defaultExpression = written.default_expression; // worked out once, when the question begins
    this.appearance = written.appearance ?? "";
    this.sensitivity = written.sensitivity ?? 1;
    this.distress = written.distress ?? 0;
    this.sealed = written.sealed ?? false;
    this.observed = written.observed ?? false;
    this.slot = written.slot;
    this.outcome = written.outcome ?? ""; // of an interview in which this note is shown
    this.maxLength = written.max_length;
  }

  choice(code) {
    this.#byCode ??= new Map(this.choices.map((choice) => [choice.code, choice]));
    return this.#byCode.get(code);
  }

  /** The code that the question's own list gives to a reserved state, or "". */
  stateCode(state) {
    const match = this.choices.find((choice) => choice.state && choice.state === state);
    return match ? match.code : "";
  }

  /** Whether somebody answers it: it is no note, and not worked out. */
  get answerable() { return !UNANSWERED.includes(this.type) && !this.isWorkedOut; }

  /** Whether its answer is a calculation, at every moment. */
  get isWorkedOut() { return Boolean(this.calculation) && !this.trigger.length; }

  /** Whether the wording of this slot is missing; it is not asked then. */
  get waitsForWording() {
    return Boolean(this.slot) && Object.values(this.label).some((text) => text.startsWith("["));
  }
}

export class Instrument {
  #places = new Map(); // question name → [section, screen, question]
  #screens = new Map(); // screen name → [section, screen]
  #repeats;

  constructor(written) {
    this.defaultLanguage = written.default_language;
    this.languages = written.languages;
    this.title = written.title ?? {};
    this.settings = written.settings ?? {};
    this.modulesQuestion = this.settings.modules ?? "";
    this.lists = new Map(Object.entries(written.lists ?? {}).map(
      ([name, choices]) => [name, choices.map(choiceOf)],
    ));
    this.repeats = (written.repeats ?? []).map(placed);
    this.#repeats = new Map(this.repeats.map((repeat) => [repeat.name, repeat]));
    this.sections = written.sections.map((section) => this.#section(section));
    for (const section of this.sections) {
      for (const screen of section.screens) {
        this.#screens.set(screen.name, [section, screen]);
        for (const question of screen.questions) this.#places.set(question.name, [section, screen, question]);
      }
    }
  }

  #section(written) {
    return { ...placed(written), screens: written.screens.map((screen) => this.#screen(screen)) };
  }

  #screen(written) {
    const questions = (written.questions ?? []).map((question) => new Question(question, this.lists));
    return { roster: "", appearance: "", ...placed(written), questions };
  }

  has(name) { return this.#places.has(name); }

  /** A question by its name, or by the key of one of its instances. */
  question(key) { return this.#places.get(splitKey(key)[0])[2]; }

  placeOf(name) { return this.#places.get(name); }

  repeat(name) { return this.#repeats.get(name); }

  questions() { return [...this.#places.values()].map(([, , question]) => question); }

  screen(step) { return this.#screens.get(splitKey(step)[0])[1]; }

  hasScreen(step) { return this.#screens.has(splitKey(step)[0]); }

  sectionOf(step) { return this.#screens.get(splitKey(step)[0])[0]; }
}

/** What sections, screens and repeats have in common; the compiler omits what is empty. */
const placed = (written) => ({ label: {}, relevance: [], repeats: [], ...written });

const choiceOf = (written) => ({ label: {}, columns: {}, media: {}, lost: {}, ...written });

/** ["age", [2, 1]] of the key “age.2.1”; a key without instances is a name. */
export function splitKey(key) {
  const match = key.includes(".") && PLACES.exec(key);
  if (!match) return [key, []];
  return [key.slice(0, match.index), match[0].slice(1).split(".").map(Number)];
}

/** The key under which an answer of one instance is stored. */
export const keyOf = (name, instance = []) => (instance.length ? `${name}.${instance.join(".")}` : name);
