// What is asked of one person: the path, the problems, and the record to keep.
// Derived from instrument and answers, never stored.
import { callsFor } from "./expressions.js";
import { toBoolean } from "./functions.js";
import { keyOf, splitKey } from "./instrument.js";
import { Path } from "./path.js";
import { PRIVACY } from "./compiled_questions.js";
import { asString, isBlank, isState } from "./values.js";

const ALONE = "full";
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
    return step.questions.filter((one) => one.answerable).map((one) => step.key(one))
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

  /** What keeps the asked questions from being stored, in order. */
  problems(step) {
    const asked = step ? this.askedOn(step) : this.askedKeys();
    return asked.map((key) => this.#problem(key)).filter(Boolean);
  }

  #problem(key) {
    const [name, at] = splitKey(key);
    const plan = this.plans.questions.get(name);
    const { question, constraint, softConstraint } = plan;
    const { value, problem } = this.judged(key);
    if (problem) return problemOf(key, problem.code, problem);
    if (value === undefined) {
      if (!question.required) return undefined;
      return problemOf(key, "required", { message: question.requiredMessage });
    }
    if (isState(value) || !(constraint || softConstraint)) return undefined;
    const scope = this.scope({ current: asString(question, value), at, repeats: question.repeats });
    if (constraint && !toBoolean(constraint(scope))) {
      return problemOf(key, "constraint", { message: question.constraintMessage });
    }
    const explained = REASONS.includes(this.answers.get(key + REASON));
    if (!softConstraint || explained || toBoolean(softConstraint(scope))) return undefined;
    return problemOf(key, "unlikely", { message: question.softMessage });
  }

  /** Calculations to keep after answers changed: by a trigger, or once. */
  settled(changed) {
    const found = [...this.plans.questions.values()].filter(({ calculation }) => calculation)
      .flatMap((plan) => this.keys(plan.question.name).filter((key) => this.#isDue(plan, key, changed))
        .map((key) => [key, this.calculated(plan, splitKey(key)[1], this.answers.get(key))]));
    const tells = ([key, value]) => value !== "" || !isBlank(this.answers.get(key));
    return Object.fromEntries(found.filter(tells));
  }

  #isDue({ question }, key, changed) {
    const { trigger, repeats, calculation } = question;
    const once = callsFor(calculation, "once") && isBlank(this.answers.get(key));
    if (!once && !trigger.length) return false;
    const from = { at: splitKey(key)[1], repeats };
    const pulled = trigger.some((name) => changed.has(this.nearest(name, from)));
    return (once || pulled) && this.isRelevant(key);
  }

  // -- the record -------------------------------------------------------------------

  /**
   * The document to record: relevant answers, calculations, reserved states. Call it
   * when problems() is empty: what problems() refuses is left out.
   */
  stored({ stopped = false } = {}) {
    const found = new Map();
    for (const { name, repeats } of this.asked.repeats) {
      for (const at of this.instances(repeats)) found.set(keyOf(name, at), this.#number(name, at, stopped));
    }
    const asked = this.asked.questions().filter(
      (one) => !NEVER_STORED.includes(one.type) && !one.waitsForWording,
    );
    const alone = this.#inPrivate();
    for (const question of asked) {
      for (const key of this.keys(question.name)) {
        const value = this.#toStore(question, key, alone, stopped);
        found.set(key, value);
        found.set(key + REASON, this.#reason(key, value));
      }
    }
    return Object.fromEntries([...found].filter(([, value]) => value !== undefined));
  }

  /** The reason of an unlikely answer; of a likely one none is kept. */
  #reason(key, value) {
    const given = this.answers.get(key + REASON);
    if (!REASONS.includes(given) || value === undefined || isState(value)) return undefined;
    const [name, at] = splitKey(key);
    const { question, softConstraint } = this.plans.questions.get(name);
    if (!softConstraint) return undefined;
    const scope = this.scope({ current: asString(question, value), at, repeats: question.repeats });
    return toBoolean(softConstraint(scope)) ? undefined : given;
  }

  /** How many instances; nothing where nobody was asked for them. */
  #number(repeat, at, stopped) {
    const { relevance, count, repeat: { repeats } } = this.plans.repeats.get(repeat);
    const scope = this.scope({ at, repeats });
    if (!relevance.every((test) => toBoolean(test(scope)))) return undefined;
    const key = keyOf(repeat, at);
    if (count || this.answers.has(key)) return this.countOf(repeat, at);
    return stopped ? { state: "not_reached" } : undefined;
  }

  #toStore(question, key, alone, stopped) {
    if (!this.isRelevant(key)) {
      const hidden = alone?.isRelevant(key) && question.answerable;
      return hidden ? { state: "not_asked_privacy" } : undefined;
    }
    const { value, problem } = this.judged(key);
    if (problem) return undefined;
    const missed = value === undefined && stopped && question.answerable;
    return missed ? { state: "not_reached" } : value;
  }

  /** The same interview, had nobody been able to see or hear. */
  #inPrivate() {
    if (!this.asked.has(PRIVACY) || ["", ALONE].includes(this.read(PRIVACY))) return undefined;
    const answers = { ...Object.fromEntries(this.answers), [PRIVACY]: ALONE };
    return new Journey(this.asked, answers, { today: this.today, now: this.now });
  }
}
