// Relevance and values of the questions, as expressions read them.
// An answer that is not relevant stays in the document, reads as blank everywhere and
// comes back when it is relevant again; so does an answer that is not possible, a choice
// that is not offered, and an answer of an instance beyond the number there is now.
// Keys are those of relevance.py: “child_age.2”, “school.2.1”, outermost instance first.
import { toBoolean, toNumber, toString } from "./functions.js";
import { keyOf, splitKey } from "./instrument.js";
import { wholeNumber } from "./numbers.js";
import { PRIVACY, isSevere, plansOf } from "./compiled_questions.js";
import { NO_COLUMNS, Scope } from "./scope.js";
import { AnswerProblem, asString, isBlank, isState, normalise } from "./values.js";

const OVERHEARD = "none";
const MAX_INSTANCES = 200;
const NOWHERE = Object.freeze([]);

/** The answers of one interview as expressions see them, each computed once at most. */
export class EvaluatedAnswers {
  #relevant = new Map();
  #read = new Map();
  #answers = new Map();
  #counts = new Map();
  #offered = new Map();
  #settled = false;
  #outside = new Scope(this);

  /**
   * today: “2026-03-15”, the day of the interview; now: its moment. No clock is asked.
   * seed: the interview's own number, from which random() is drawn.
   */
  constructor(instrument, answers, { today, now = "", seed = "" }) {
    this.instrument = instrument;
    this.answers = new Map(Object.entries(answers));
    this.today = today;
    this.now = now || `${today}T00:00:00`;
    this.seed = seed;
    this.plans = plansOf(instrument);
  }

  // -- relevance --------------------------------------------------------------

  isRelevant(key) {
    const before = this.#relevant.get(key);
    if (before !== undefined) return before;
    const [name, instance] = splitKey(key);
    const plan = this.plans.questions.get(name);
    if (plan.deep) this.#settle();
    this.#relevant.set(key, false); // a circle reads as not relevant
    const relevant = this.#findRelevance(plan, instance);
    this.#relevant.set(key, relevant);
    return relevant;
  }

  /** Find every value in the order of need, so that none waits for many. */
  #settle() {
    if (this.#settled) return;
    this.#settled = true;
    for (const name of this.plans.questions.keys()) {
      for (const key of this.keys(name)) this.read(key);
    }
  }

  #findRelevance({ question, relevance }, instance) {
    if (question.waitsForWording || this.#overheard(question)) return false;
    if (question.repeats.length && !this.#exists(question.repeats, instance)) return false;
    if (!relevance.length) return true;
    const scope = this.scope({ instance, repeats: question.repeats });
    return relevance.every((test) => toBoolean(test(scope)));
  }

  /** Someone can hear: a severe question is never put to the person. */
  #overheard(question) {
    if (!isSevere(question) || question.name === PRIVACY) return false;
    return this.read(PRIVACY) === OVERHEARD;
  }

  // -- repeats ------------------------------------------------------------------

  /** How many instances a repeat has inside the instance around it. */
  countOf(repeat, instance = NOWHERE) {
    const key = keyOf(repeat, instance);
    if (!this.#counts.has(key)) {
      this.#counts.set(key, 0); // a circle has no instances
      this.#counts.set(key, this.#findCount(repeat, instance));
    }
    return this.#counts.get(key);
  }

  #findCount(name, instance) {
    const { repeat, relevance, count } = this.plans.repeats.get(name);
    const scope = this.scope({ instance, repeats: repeat.repeats });
    if (!relevance.every((test) => toBoolean(test(scope)))) return 0;
    const number = count ? toNumber(count(scope)) : wholeNumber(this.answers.get(keyOf(name, instance)));
    if (!Number.isFinite(number)) return 0;
    return Math.trunc(Math.max(0, Math.min(MAX_INSTANCES, number)));
  }

  #exists(repeats, instance) {
    return instance.length === repeats.length && repeats.every(
      (repeat, depth) => instance[depth] <= this.countOf(repeat, instance.slice(0, depth)),
    );
  }

  /** Every instance of nested repeats, in order, inside the instance given. */
  instances(repeats, instance = NOWHERE) {
    if (instance.length === repeats.length) return [instance];
    const count = this.countOf(repeats[instance.length], instance);
    const places = Array.from({ length: count }, (_, place) => [...instance, place + 1]);
    return places.flatMap((place) => this.instances(repeats, place));
  }

  /** The keys of a question: its name, or one for each instance. */
  keys(name) {
    const { repeats } = this.plans.questions.get(name).question;
    return this.instances(repeats).map((instance) => keyOf(name, instance));
  }

  // -- what an expression may ask (see scope.js) ----------------------------------

  scope({ current = "", columns = NO_COLUMNS, instance = NOWHERE, repeats = NOWHERE } = {}) {
    if (!current && !instance.length && columns === NO_COLUMNS) return this.#outside;
    return new Scope(this, { current, columns, instance, repeats });
  }

  /** The instance of a question in the repeats shared with the asking one. */
  nearest(name, from) {
    const theirs = this.plans.questions.get(name)?.question.repeats;
    return theirs?.length ? keyOf(name, nearestPlace(theirs, from)) : name;
  }

  /** The values of all instances; of a repeat, one blank for each instance. */
  all(name, from) {
    const repeat = this.plans.repeats.get(name)?.repeat;
    if (repeat) {
      const theirs = [...repeat.repeats, name];
      const depth = Math.min(levelsShared(theirs, from.repeats), theirs.length - 1);
      return this.instances(theirs, from.instance.slice(0, depth)).map(() => "");
    }
    const theirs = this.plans.questions.get(name)?.question.repeats;
    if (!theirs) return [];
    const around = from.instance.slice(0, levelsShared(theirs, from.repeats));
    return this.instances(theirs, around).map((instance) => keyOf(name, instance))
      .filter((key) => this.isRelevant(key)).map((key) => this.read(key));
  }

  /** numbers: repeat → the instance that is wanted, from 1. */
  indexed(name, numbers, from) {
    const theirs = this.plans.questions.get(name)?.question.repeats;
    if (!theirs) return "";
    const nearest = nearestPlace(theirs, from);
    const chosen = theirs.map((repeat, depth) => numbers.get(repeat) ?? nearest[depth]);
    return chosen.every((place) => place > 0) ? this.read(keyOf(name, chosen)) : "";
  }

  choices(list) { return this.plans.columns.get(list) ?? []; }

  choiceName(code, question) {
    if (!this.instrument.has(question)) return "";
    return this.instrument.question(question).choice(code)?.label[this.instrument.defaultLanguage] ?? "";
  }

  // -- values -------------------------------------------------------------------

  /** The value of a question as expressions see it. */
  read(key) {
    const before = this.#read.get(key);
    if (before !== undefined) return before;
    this.#read.set(key, "");
    const value = this.#findValue(key);
    this.#read.set(key, value);
    return value;
  }

  #findValue(key) {
    const plan = this.plans.questions.get(splitKey(key)[0]);
    if (!plan || !this.isRelevant(key)) return "";
    const { value } = this.answerOf(key);
    return asString(plan.question, value);
  }

  /**
   * What was answered, or what is calculated: that overwrites an answer. A calculation
   * with a trigger was made when the trigger changed, and is stored.
   */
  typed(key) {
    const stored = this.answers.get(key);
    const [name, instance] = splitKey(key);
    const plan = this.plans.questions.get(name);
    if (!plan.calculation || plan.question.trigger.length) return stored;
    return this.calculated(plan, instance, stored);
  }

  calculated(plan, instance, stored) {
    const current = asString(plan.question, stored);
    const scope = this.scope({ current, instance, repeats: plan.question.repeats });
    return toString(plan.calculation(scope));
  }

  /** {value}, as it is stored and undefined when blank, or {problem}. */
  answerOf(key) {
    if (!this.#answers.has(key)) this.#answers.set(key, this.#findAnswer(key));
    return this.#answers.get(key);
  }

  #findAnswer(key) {
    try {
      return { value: this.#answer(key) };
    } catch (problem) {
      if (problem instanceof AnswerProblem) return { problem };
      throw problem;
    }
  }

  #answer(key) {
    const raw = this.typed(key);
    if (isBlank(raw)) return undefined;
    const { question } = this.plans.questions.get(splitKey(key)[0]);
    const value = normalise(question, raw);
    if (question.choiceFilter && !isState(value)) this.#mustBeOffered(key, value);
    return isBlank(value) ? undefined : value;
  }

  #mustBeOffered(key, value) {
    const offered = new Set(this.offered(key).map(({ code }) => code));
    const other = [value].flat().find((code) => !offered.has(code));
    if (other !== undefined) throw new AnswerProblem("unknown_choice", { value: other });
  }

  /** The choices of a question that its choice filter lets through. */
  offered(key) {
    if (!this.#offered.has(key)) this.#offered.set(key, this.#findOffered(key));
    return this.#offered.get(key);
  }

  #findOffered(key) {
    const [name, instance] = splitKey(key);
    const { question, choiceFilter: test } = this.plans.questions.get(name);
    if (!test) return question.choices;
    const scope = this.scope({ instance, repeats: question.repeats });
    return question.choices.filter(({ columns }) => toBoolean(test(scope.with(columns))));
  }
}

/** The instances that `from` shares with these repeats, and the first of the others. */
function nearestPlace(theirs, from) {
  const depth = levelsShared(theirs, from.repeats);
  return theirs.map((_, index) => ((index < depth && from.instance[index]) || 1));
}

/** How many repeats, from the outermost, two questions have in common. */
export function levelsShared(repeats, other) {
  const differs = repeats.findIndex((name, index) => name !== other[index]);
  return differs < 0 ? repeats.length : differs;
}
