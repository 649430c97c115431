// One interview's path through an instrument: its steps, problems and record.
// Derived from instrument and answers, never stored.
import { callsFor } from "./expressions.js";
import { toBoolean, toDate, toMoment, toString } from "./functions.js";
import { keyOf, splitKey } from "./instrument.js";
import { Path } from "./path.js";
import { PRIVACY } from "./compiled_questions.js";
import { AnswerProblem, asString, isBlank, isState, normalise } from "./values.js";

const ALONE = "full";
const WRITERS = { date: toDate, dateTime: toMoment };
const NEVER_STORED = ["note", "hidden"];
export const REASON = ":reason"; // why an unlikely answer is right, beside the answer
export const REASONS = ["sure", "document", "estimate"];

/**
 * What is wrong with one answer; `message` is the instrument's own sentence. question:
 * the key of the answer. An unlikely answer (soft) may stay, with a reason.
 */
const problemOf = (question, code, { params = {}, message = {} }) => (
  { question, code, params, message, soft: code === "unlikely" }
);

/** One interview's path through an instrument. */
export class Journey extends Path {
  // -- what is asked ----------------------------------------------------------------

  /** Keys of the relevant questions that take an answer, in order. */
  askedKeys(section) { return this.steps(section).flatMap((step) => this.askedOn(step)); }

  askedOn(step) {
    return this.askable(step).filter((question) => question.answerable).map((question) => step.key(question))
      .filter((key) => this.isRelevant(key));
  }

  /** Keys of what is asked and blank; a roster is blank until it is closed. */
  unanswered(section) {
    return this.steps(section).flatMap((step) => {
      const open = step.roster && this.shows(step) && !this.answers.has(step.roster);
      const blank = this.askedOn(step).filter((key) => isBlank(this.typed(key)));
      return open ? [step.roster, ...blank] : blank;
    });
  }

  /** The problems of the asked questions, in order; they keep answers unstored. */
  problems(step) {
    const keys = step ? this.askedOn(step) : this.askedKeys();
    return keys.map((key) => this.#problem(key)).filter(Boolean);
  }

  #problem(key) {
    const [name, instance] = splitKey(key);
    const plan = this.plans.questions.get(name);
    const { question, constraint, softConstraint } = plan;
    const { value, problem } = this.answerOf(key);
    if (problem) return problemOf(key, problem.code, problem);
    if (value === undefined) {
      if (!question.required) return undefined;
      return problemOf(key, "required", { message: question.requiredMessage });
    }
    if (isState(value) || !(constraint || softConstraint)) return undefined;
    const scope = this.scope({ current: asString(question, value), instance, repeats: question.repeats });
    if (constraint && !toBoolean(constraint(scope))) {
      return problemOf(key, "constraint", { message: question.constraintMessage });
    }
    const explained = REASONS.includes(this.answers.get(key + REASON));
    if (!softConstraint || explained || toBoolean(softConstraint(scope))) return undefined;
    return problemOf(key, "unlikely", { message: question.softMessage });
  }

  /** Calculations to keep after answers changed: by a trigger, or once. */
  settled(changed) {
    const values = [...this.plans.questions.values()].filter(({ calculation }) => calculation)
      .flatMap((plan) => this.keys(plan.question.name).filter((key) => this.#isDue(plan, key, changed))
        .map((key) => [key, this.calculated(plan, splitKey(key)[1], this.answers.get(key))]));
    const tells = ([key, value]) => value !== "" || !isBlank(this.answers.get(key));
    return Object.fromEntries(values.filter(tells));
  }

  #isDue({ question }, key, changed) {
    const { trigger, repeats, calculation } = question;
    const once = callsFor(calculation, "once") && isBlank(this.answers.get(key));
    if (!once && !trigger.length) return false;
    const from = { instance: splitKey(key)[1], repeats };
    const pulled = trigger.some((name) => changed.has(this.nearest(name, from)));
    return (once || pulled) && this.isRelevant(key);
  }

  /** What a question begins with now, undefined where that is no possible answer. */
  default(key) {
    const [name, instance] = splitKey(key);
    const { question, default: find } = this.plans.questions.get(name);
    if (!find) return question.default;
    const write = WRITERS[question.type] ?? toString;
    const text = write(find(this.scope({ instance, repeats: question.repeats })));
    try {
      return text ? normalise(question, text) ?? undefined : undefined;
    } catch (problem) {
      if (problem instanceof AnswerProblem) return undefined;
      throw problem;
    }
  }

  // -- the record -------------------------------------------------------------------

  /**
   * The document to record: relevant answers, calculations, reserved states. Call it
   * when problems() is empty: what problems() refuses is left out. Of an interview that
   * is stopped, defaults after the last answer are not reached.
   */
  stored({ stopped = false } = {}) {
    const unseen = stopped ? this.#defaultsAtTheEnd() : new Set();
    const record = new Map();
    for (const { name, repeats } of this.instrument.repeats) {
      for (const instance of this.instances(repeats)) {
        record.set(keyOf(name, instance), this.#number(name, instance, stopped));
      }
    }
    const questions = this.instrument.questions().filter(
      (question) => !NEVER_STORED.includes(question.type) && !question.waitsForWording,
    );
    const alone = this.#inPrivate();
    for (const question of questions) {
      for (const key of this.keys(question.name)) {
        const value = unseen.has(key) ? { state: "not_reached" } : this.#toStore(question, key, alone, stopped);
        record.set(key, value);
        record.set(key + REASON, this.#reason(key, value));
      }
    }
    return Object.fromEntries([...record].filter(([, value]) => value !== undefined));
  }

  /** Keys of the defaults that stand after the last answer that somebody gave. */
  #defaultsAtTheEnd() {
    const answered = this.askedKeys().filter((key) => !isBlank(this.typed(key)));
    const isGiven = (key) => JSON.stringify(this.typed(key)) !== JSON.stringify(this.default(key));
    return new Set(answered.slice(answered.findLastIndex(isGiven) + 1));
  }

  /** The reason of an unlikely answer; a likely answer stores none. */
  #reason(key, value) {
    const reason = this.answers.get(key + REASON);
    if (!REASONS.includes(reason) || value === undefined || isState(value)) return undefined;
    const [name, instance] = splitKey(key);
    const { question, softConstraint } = this.plans.questions.get(name);
    if (!softConstraint) return undefined;
    const scope = this.scope({ current: asString(question, value), instance, repeats: question.repeats });
    return toBoolean(softConstraint(scope)) ? undefined : reason;
  }

  /** How many instances; nothing where nobody was asked for them. */
  #number(repeat, instance, stopped) {
    const { relevance, count, repeat: { repeats } } = this.plans.repeats.get(repeat);
    const scope = this.scope({ instance, repeats });
    if (!relevance.every((test) => toBoolean(test(scope)))) return undefined;
    const key = keyOf(repeat, instance);
    if (count || this.answers.has(key)) return this.countOf(repeat, instance);
    return stopped ? { state: "not_reached" } : undefined;
  }

  #toStore(question, key, alone, stopped) {
    if (!this.isRelevant(key)) return this.#withheld(question, key, alone);
    const { value, problem } = this.answerOf(key);
    if (problem) return undefined;
    const missed = value === undefined && stopped && question.answerable;
    return missed ? { state: "not_reached" } : value;
  }

  /**
   * What is stored of a question that is not asked while somebody is near: the answer
   * that was given in private before, else that it was not asked for want of privacy.
   */
  #withheld(question, key, alone) {
    if (!question.answerable || !alone?.isRelevant(key)) return undefined;
    return alone.answerOf(key).value ?? { state: "not_asked_privacy" };
  }

  /** Keys of the answers that were given in private and are not shown now. */
  saidInPrivate() {
    const alone = this.#inPrivate();
    return alone?.askedKeys().filter(
      (key) => !this.isRelevant(key) && !isBlank(alone.typed(key)),
    ) ?? [];
  }

  /** The journey of the same interview if it had been fully private. */
  #inPrivate() {
    if (!this.instrument.has(PRIVACY) || ["", ALONE].includes(this.read(PRIVACY))) return undefined;
    const answers = { ...Object.fromEntries(this.answers), [PRIVACY]: ALONE };
    return this.withAnswers(answers);
  }

  /** The journey of the same interview with other answers. */
  withAnswers(answers) {
    return new Journey(this.instrument, answers, { today: this.today, now: this.now, seed: this.seed });
  }
}
