// What the tables ask of the engine, in words that Python's tests use too.
import { readFileSync } from "node:fs";

import { Question } from "../../surveys/static/surveys/engine/instrument.js";
import { matcher } from "../../surveys/static/surveys/engine/regex_matcher.js";
import { PatternProblem } from "../../surveys/static/surveys/engine/regex_parser.js";
import { AnswerProblem, asString, normalise } from "../../surveys/static/surveys/engine/values.js";

/** The cases that Python prepared for one table. */
export const cases = () => JSON.parse(readFileSync(process.env.CASES, "utf-8"));

/** JSON has no NaN. */
export function written(value) {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  return { number: Number.isNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf" };
}

export function fits(pattern, text) {
  try {
    return matcher(pattern).fits(text);
  } catch (problem) {
    if (problem instanceof PatternProblem) return "refused";
    throw problem;
  }
}

/** {stored, read} or {problem} of one typed value. */
export function judgeValue({ choices = [], ...written }, raw) {
  const lists = new Map([["list", choices.map((choice) => ({ label: {}, columns: {}, ...choice }))]]);
  const question = new Question({ name: "q", list_name: "list", ...written }, lists);
  try {
    const stored = normalise(question, raw);
    return { stored, read: asString(question, stored), raw: asString(question, raw) };
  } catch (problem) {
    if (!(problem instanceof AnswerProblem)) throw problem;
    return { problem: problem.code, raw: asString(question, raw) };
  }
}

/** Everything that a journey says; start: the step that next and back begin at. */
export function seen(journey, start) {
  const keys = journey.instrument.questions().flatMap(({ name }) => journey.keys(name));
  const filtered = keys.filter((key) => journey.instrument.question(key).choiceFilter);
  return {
    path: journey.screens().map(({ name }) => name),
    relevant: keys.filter((key) => journey.isRelevant(key)),
    read: keys.map((key) => journey.read(key)),
    problems: journey.problems().map(({ question, code, params }) => [question, code, Object.keys(params)]),
    unanswered: journey.unanswered(),
    offered: Object.fromEntries(filtered.map((key) => [key, journey.offered(key).map(({ code }) => code)])),
    settled: journey.settled(new Set(keys.slice(0, 9))),
    stored: journey.stored(),
    stopped: journey.stored({ stopped: true }),
    said: journey.saidInPrivate(),
    next: (start && journey.nextScreen(start)?.name) ?? "",
    previous: (start && journey.previousScreen(start)?.name) ?? "",
  };
}
