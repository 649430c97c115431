// What was typed on one screen → answers, or what is wrong with it. See forms.py, its twin:
// tests/surveys/interviews/test_interview_page.py compares both.
import { REASON, REASONS, splitKey } from "../engine/index.js";
import { plainNumber } from "../engine/numbers.js";
import { strip } from "../engine/texts.js";
import { AnswerProblem, isState, normalise } from "../engine/values.js";
import { STRONG, foundIn } from "../interviews/identity_scan.js";
import { boxesOf, dateOf } from "./date_parts.js";

export const STATE_PREFIX = "state:";
export const ABOUT = ":about"; // the answer that a reason was asked about
const STATES = new Set(["refused", "does_not_know", "not_asked_privacy", "not_applicable", "not_reached"]
  .map((state) => STATE_PREFIX + state));
const SEVERAL = ["select_multiple", "rank"];
const NEVER_SHOWN = ["calculate", "hidden"];
const CITES = ["law"]; // a review of the law cites dates and numbers of acts

/** The questions of a step that are asked now. theirs: nothing for the interviewer. */
export function shownQuestions(journey, step, { theirs = false } = {}) {
  return journey.askable(step).filter((question) => (
    !NEVER_SHOWN.includes(question.type) && !(theirs && question.observed) && journey.isRelevant(step.key(question))
  ));
}

/** Whether an answer changes what a screen asks, or what it offers. how: as above. */
export function asksOthers(before, after, step, how) {
  const [asked, now] = [before, after].map((journey) => shownQuestions(journey, step, how).map((question) => {
    const key = step.key(question);
    return [key, ...(question.choiceFilter ? journey.offered(key).map(({ code }) => code) : [])].join(" ");
  }));
  return asked.join("\n") !== now.join("\n");
}

/**
 * Reads one screen. typed: Map of a field's name → the strings in it, as a form posts them.
 *
 * accepted: key → answer, null where a stored answer is taken away; unchecked: key → raw
 * strings with a problem; problems: key → what is wrong; soft: key → what is unlikely and
 * may stay with a reason.
 */
export function readScreen({ interview, step, typed, months, theirs = false }) {
  const { answers } = interview;
  const questions = shownQuestions(interview.journey, step, { theirs });
  const [accepted, problems, fields] = [new Map(), new Map(), []];
  const valuesOf = (name) => typed.get(name) ?? [];
  for (const question of questions) {
    const key = step.key(question);
    if (!question.answerable) continue;
    fields.push(key);
    put(key, () => answerOf(question, valuesOf(key), months));
    if (question.softConstraint) {
      fields.push(key + REASON);
      put(key + REASON, () => reasonOf(valuesOf(key + REASON)));
    }
  }

  function put(name, read) {
    try {
      accepted.set(name, read());
    } catch (problem) {
      if (!(problem instanceof AnswerProblem)) throw problem;
      problems.set(name, { code: problem.code, params: problem.params, message: {} });
    }
  }

  dropReasonsOfOtherAnswers(fields, valuesOf, accepted);
  const journey = interview.journeyOf({ ...answers, ...Object.fromEntries(accepted) });
  const soft = new Map();
  for (const problem of [...journey.problems(step), ...identifyingProblems(journey, step)]) {
    if (!fields.includes(problem.question) || problems.has(problem.question)) continue;
    if (problem.soft) {
      soft.set(problem.question, problem);
    } else {
      problems.set(problem.question, problem);
      accepted.delete(problem.question);
    }
  }
  return {
    fields, journey, problems, soft,
    accepted: Object.fromEntries(accepted),
    unchecked: Object.fromEntries([...problems.keys()].map((key) => [key, valuesOf(key)])
      .filter(([, raw]) => raw.some((text) => strip(text)))),
    get isValid() { return !problems.size && !soft.size; },
  };
}

/** The answer in the strings of one field; null where it is blank. */
function answerOf(question, posted, months) {
  const states = posted.filter((text) => STATES.has(text));
  const boxes = posted.filter((text) => !STATES.has(text));
  const answers = boxes.filter((text) => strip(text));
  if ((states.length && answers.length) || states.length > 1) throw new AnswerProblem("both");
  if (states.length) return { state: states[0].slice(STATE_PREFIX.length) };
  if (!answers.length) return null;
  if (question.type === "date") return normalise(question, dateOf(boxes, months));
  return normalise(question, SEVERAL.includes(question.type) ? answers : answers[0]);
}

function reasonOf(posted) {
  const [reason] = posted.filter((text) => strip(text));
  if (reason === undefined) return null;
  if (!REASONS.includes(reason)) throw new AnswerProblem("unknown_choice", { value: reason });
  return reason;
}

/** A reason holds for the answer that it was given about, and for no other. */
function dropReasonsOfOtherAnswers(fields, valuesOf, accepted) {
  for (const name of fields.filter((field) => field.endsWith(REASON))) {
    const key = name.slice(0, -REASON.length);
    const typed = valuesOf(key).filter((text) => strip(text));
    const about = valuesOf(key + ABOUT).at(-1);
    if (about === undefined || typed.length !== 1 || typed[0] !== about) accepted.set(name, null);
  }
}

/** Whether what is typed here is searched for what points to a person. */
export const readsForIdentity = (instrument, question) => (
  question.type === "text" && !CITES.includes(instrument.settings.source)
);

/** Answers that are asked for and hold a phone number, a date, a file number … */
export function identifyingProblems(journey, step) {
  const keys = step ? journey.askedOn(step) : journey.askedKeys();
  return keys.flatMap((key) => {
    const typed = journey.answers.get(key);
    const question = journey.instrument.question(splitKey(key)[0]);
    if (typeof typed !== "string" || !readsForIdentity(journey.instrument, question)) return [];
    if (typed === journey.default(key)) return []; // the form wrote it, nobody else
    const kinds = foundIn(typed).filter((kind) => STRONG.includes(kind));
    return kinds.length ? [{ question: key, code: "identifying", params: { kinds }, message: {}, soft: false }] : [];
  });
}

/** A stored value as the strings that a form would post. */
export function asPosted(value, question) {
  if (value === undefined || value === null) return [];
  if (isState(value)) return [STATE_PREFIX + value.state];
  if (Array.isArray(value)) return value.map(String);
  if (question?.type === "date") return boxesOf(String(value), question.appearance);
  return [typeof value === "number" ? plainNumber(value) : String(value)];
}
