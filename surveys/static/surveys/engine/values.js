// Answers as they are stored, and what a typed string becomes. See values.py.
import { dayNumber, isMoment, isTime } from "./dates.js";
import { LARGEST, plainNumber, significant } from "./numbers.js";
import { length, slice, strip, words } from "./texts.js";

const TEXT_LIMIT = 2_000;
const MAX_NUMBER = 60; // letters of a typed number or date
const ACKNOWLEDGED = "OK";
const STATES = ["refused", "does_not_know", "not_asked_privacy", "not_applicable", "not_reached"];
const INTEGER = /^-?[0-9]+$/;
const DECIMAL = /^-?[0-9]+(?:[.,][0-9]+)?$/;
const PERHAPS_THOUSANDS = /^-?[1-9][0-9]{0,2},[0-9]{3}$/; // 1234 or 1.234
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f]|\p{Surrogate}/u;
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9٫−]/g; // Arabic-Indic and Persian

/** A typed answer that cannot be stored; `code` and `params` make the sentence. */
export class AnswerProblem extends Error {
  constructor(code, params = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

const isMapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

export const isState = (value) => isMapping(value) && Object.hasOwn(value, "state");

/** Nothing was answered: absent, an empty text, or no choice taken. */
export const isBlank = (value) => value === undefined || value === null || value === ""
  || (Array.isArray(value) && value.length === 0);

/** A typed or posted value → the stored value. Throws AnswerProblem, only. */
export function normalise(question, raw) {
  if (isMapping(raw)) return stateOf(raw);
  switch (question.type) {
    case "select_multiple": return codesOf(question, raw);
    case "select_one": return codeOf(question, raw);
    case "integer": return integerOf(raw);
    case "decimal": return decimalOf(raw);
    case "range": return rangeOf(question, raw);
    case "rank": return rankOf(question, raw);
    case "acknowledge": return acknowledgedOf(raw);
    case "date": return dateOf(question, raw);
    case "time": case "dateTime": return clockOf(question, raw);
    case "text": case "hidden": case "calculate":
      return textOf(raw, question.maxLength || TEXT_LIMIT);
    default: throw new AnswerProblem("not_answerable");
  }
}

/** The problem of a choice that is not there; it repeats little of a hostile value. */
function unknown(raw) {
  const value = typeof raw === "string" ? slice(raw, 0, 40) : typeof raw;
  return new AnswerProblem("unknown_choice", { value });
}

function stateOf(raw) {
  const word = Object.hasOwn(raw, "state") ? raw.state : undefined;
  if (Object.keys(raw).length !== 1 || !STATES.includes(word)) throw unknown(word);
  return { state: word };
}

function codeOf(question, raw) {
  const choice = typeof raw === "string" ? question.choice(raw) : undefined;
  if (!choice) throw unknown(raw);
  return choice.state ? { state: choice.state } : choice.code;
}

/** The values of a list of codes, which may be one text with blanks between them. */
function severalOf(question, raw) {
  const codes = typeof raw === "string" ? words(raw) : raw;
  if (!Array.isArray(codes) || codes.length > question.choices.length) throw unknown(raw);
  return codes.map((code) => codeOf(question, code));
}

function codesOf(question, raw) {
  const values = severalOf(question, raw);
  const state = values.find(isState);
  if (state && values.length > 1) throw new AnswerProblem("both");
  if (state) return state;
  const taken = new Set(values);
  return question.choices.map(({ code }) => code).filter((code) => taken.has(code));
}

/** All choices, in the order that was given to them. */
function rankOf(question, raw) {
  const values = severalOf(question, raw);
  if (values.length === 1 && isState(values[0])) return values[0];
  if (values.some(isState) || new Set(values).size !== values.length) {
    throw new AnswerProblem("both");
  }
  const expected = question.choices.filter(({ state }) => !state).length;
  if (values.length < expected) {
    throw new AnswerProblem("rank_incomplete", { placed: values.length, whole: expected });
  }
  return values;
}

const latin = (text) => strip(text).replace(OTHER_DIGITS, (sign) => {
  if (sign === "٫") return ".";
  return sign === "−" ? "-" : String(sign.charCodeAt(0) % 16); // both blocks begin at 0
});

function numberText(raw) {
  if (typeof raw !== "string" || length(raw) > MAX_NUMBER) throw new AnswerProblem("not_a_number");
  return latin(raw);
}

function integerOf(raw) {
  if (typeof raw === "number") {
    if (!Number.isInteger(inRange(raw))) throw new AnswerProblem("not_an_integer");
    return raw + 0; // -0 is 0
  }
  const text = numberText(raw);
  if (!INTEGER.test(text)) throw new AnswerProblem("not_an_integer");
  return inRange(Number(text)) + 0;
}

function decimalOf(raw) {
  if (typeof raw === "number") return significant(inRange(raw));
  const text = numberText(raw);
  if (!DECIMAL.test(text)) throw new AnswerProblem("not_a_number");
  const [whole, part] = [text.replace(",", ""), text.replace(",", ".")];
  if (PERHAPS_THOUSANDS.test(text)) {
    throw new AnswerProblem("thousands", { value: text, whole, part });
  }
  return significant(inRange(Number(part)));
}

/** The number, or AnswerProblem where it is too large or NaN. */
function inRange(number) {
  if (number >= -LARGEST && number <= LARGEST) return number;
  throw new AnswerProblem("out_of_range", { low: String(-LARGEST), high: String(LARGEST) });
}

/** A number from start to end in whole steps. */
function rangeOf(question, raw) {
  const { start = 0, end = 0, step: width = 1 } = question.parameters;
  const [low, high] = [Math.min(start, end), Math.max(start, end)];
  const step = Math.abs(width) || 1;
  const number = decimalOf(raw);
  if (number < low || number > high) {
    throw new AnswerProblem("out_of_range", { low: plainNumber(low), high: plainNumber(high) });
  }
  const steps = (number - low) / step;
  if (Math.abs(steps - Math.round(steps)) > 1e-6) {
    throw new AnswerProblem("between_steps", { step: plainNumber(step) });
  }
  return number;
}

function acknowledgedOf(raw) {
  if (raw !== ACKNOWLEDGED) throw unknown(raw);
  return ACKNOWLEDGED;
}

const shortText = (raw) => (typeof raw === "string" && length(raw) <= MAX_NUMBER ? latin(raw) : "");

/** A day, or the month or year alone when no more is known; never in year 0. */
function dateOf(question, raw) {
  let text = shortText(raw);
  if (question.appearance.includes("month-year")) text = text.slice(0, 7);
  else if (question.appearance.includes("year")) text = text.slice(0, 4);
  if (dayNumber(wholeDay(text)) === null) throw new AnswerProblem("not_a_date");
  return text;
}

/** The first day of a date that is known to the month or the year only. */
function wholeDay(text) {
  const count = length(text);
  return count === 4 || count === 7 ? text + "-01-01".slice(count - 10) : text;
}

function clockOf(question, raw) {
  const text = shortText(raw);
  if (question.type === "time" && !isTime(text)) throw new AnswerProblem("not_a_time");
  if (question.type === "dateTime" && !isMoment(text)) throw new AnswerProblem("not_a_moment");
  return text;
}

function textOf(raw, limit) {
  if (typeof raw !== "string") throw new AnswerProblem("not_text");
  const text = strip(raw.replaceAll("\r\n", "\n"));
  if (CONTROL.test(text)) throw new AnswerProblem("control_character");
  const long = length(text);
  if (long > limit) throw new AnswerProblem("too_long", { limit, length: long });
  return text;
}

/**
 * A stored value as expressions read it; "" is a blank, and so is what is no answer.
 * A state reads as the code that the question's own list gives it.
 */
export function asString(question, value) {
  if (typeof value === "string") return question?.type === "date" ? wholeDay(value) : value;
  if (typeof value === "number") return Math.abs(value) <= LARGEST ? plainNumber(value) : "";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (Array.isArray(value)) return value.filter((code) => typeof code === "string").join(" ");
  return question && isState(value) ? question.stateCode(value.state) : "";
}
