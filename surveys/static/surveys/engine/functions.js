// The functions of the expression language, on strings, numbers and booleans.
// A blank is ""; as a number it is NaN. functions.py has the table of what follows.
import { dayFraction, days, formatMoment, fromDays, momentOf } from "./dates.js";
import { matcher } from "./regex_matcher.js";
import { checklist, twelveDigits, weightedChecklist, whole } from "./number_functions.js";
import { normalizeSpace, substring, substringAfter, substringBefore, translate } from "./text_functions.js";
import { exactSum, plainNumber, power, significant } from "./numbers.js";
import { length, slice, strip, words } from "./texts.js";

const NUMBER = /^[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*$/;

/** XPath number(): strict digits, dates as days since 1970, else NaN. */
export function toNumber(value) {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === "") return NaN;
  if (NUMBER.test(value)) return Number(value);
  return days(value) ?? NaN;
}

export function toString(value) {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  return Number.isFinite(value) ? plainNumber(significant(value)) : "";
}

export function toBoolean(value) {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return value !== "";
}

export function equal(a, b) {
  if (typeof a === "boolean" || typeof b === "boolean") return toBoolean(a) === toBoolean(b);
  if (typeof a === "number" || typeof b === "number") return toNumber(a) === toNumber(b);
  return a === b;
}

/** XPath round: halves go up, so round(-2.5) is -2. */
function halfUp(value, places = 0) {
  if (!Number.isFinite(value) || Number.isNaN(places)) return NaN;
  const scale = Number(`1e${Math.trunc(Math.max(-12, Math.min(12, places)))}`);
  if (Math.abs(value) * scale >= 2 ** 53) return value; // it has no more digits than these
  return significant(Math.floor(value * scale + 0.5) / scale);
}

function selectedAt(value, place) {
  const codes = words(toString(value));
  const index = toNumber(place);
  return index >= 0 && index < codes.length ? codes[Math.trunc(index)] : "";
}

/** From `start`, counted from 0, up to and without `end`; below 0 from the end. */
function substr(value, start, end = Infinity) {
  const text = toString(value);
  const [first, last] = [toNumber(start), toNumber(end)];
  if (Number.isNaN(first) || Number.isNaN(last)) return "";
  const count = length(text);
  const place = (position) => Math.trunc(Math.max(0, Math.min(count, position >= 0 ? position : count + position)));
  return slice(text, place(first), place(last));
}

/** What was answered with a number; infinity reads as blank, as it is stored. */
const numbers = (values) => values.map(toNumber).filter(Number.isFinite);

/** A reduction of what was answered; blank when nothing was. */
const over = (reduce) => (...values) => {
  const finite = numbers(values);
  return finite.length ? reduce(finite) : NaN;
};

export const toDate = (value) => fromDays(toNumber(value));

export function toMoment(value) {
  const text = toString(value);
  return text.includes("T") && days(text) !== null ? text : momentOf(toNumber(value));
}

/** language: written by the compiler where the pattern asks for names. */
const formatDate = (value, pattern, language = "en") => (
  formatMoment(toMoment(value), toString(pattern), toString(language))
);

const ofTexts = (act) => (...values) => act(...values.map(toString));

const ofNumbers = (act) => (...values) => act(...values.map(toNumber));

const exact = (act) => ofNumbers(twelveDigits(act));

/** values: each condition with its weight behind it. */
const pairsOf = (values) => values.flatMap((value, index) => (
  index % 2 ? [] : [[toBoolean(value), toNumber(values[index + 1])]]
));

const truncated = (value) => (Number.isFinite(value) ? Math.trunc(value) : NaN);

/** name → function of plain values; how many was checked when the tree was compiled. */
export const FUNCTIONS = new Map(Object.entries({
  selected: (value, code) => words(toString(value)).includes(strip(toString(code))),
  "count-selected": (value) => words(toString(value)).length,
  "selected-at": selectedAt,
  not: (value) => !toBoolean(value),
  boolean: toBoolean,
  "boolean-from-string": (value) => ["1", "true"].includes(strip(toString(value)).toLowerCase()),
  true: () => true,
  false: () => false,
  string: toString,
  concat: (...values) => values.map(toString).join(""),
  join: (separator, ...values) => values.map(toString).join(toString(separator)),
  "string-length": (value) => length(toString(value)),
  contains: (value, part) => toString(value).includes(toString(part)),
  "starts-with": (value, part) => toString(value).startsWith(toString(part)),
  "ends-with": (value, part) => toString(value).endsWith(toString(part)),
  substr,
  substring: (value, ...numbers) => substring(toString(value), ...numbers.map(toNumber)),
  "substring-before": ofTexts(substringBefore),
  "substring-after": ofTexts(substringAfter),
  translate: ofTexts(translate),
  "normalize-space": ofTexts(normalizeSpace),
  regex: (value, pattern) => matcher(toString(pattern)).fits(toString(value)),
  number: toNumber,
  int: (value) => truncated(toNumber(value)),
  round: (value, places = 0) => halfUp(toNumber(value), toNumber(places)),
  floor: ofNumbers(whole(Math.floor)),
  ceiling: ofNumbers(whole(Math.ceil)),
  abs: ofNumbers(Math.abs),
  sqrt: exact(Math.sqrt),
  exp: exact(Math.exp),
  exp10: (value) => power(10, toNumber(value)),
  log: exact(Math.log),
  log10: exact(Math.log10),
  pi: () => Math.PI,
  sin: exact(Math.sin),
  cos: exact(Math.cos),
  tan: exact(Math.tan),
  asin: exact(Math.asin),
  acos: exact(Math.acos),
  atan: exact(Math.atan),
  atan2: exact(Math.atan2),
  checklist: (fewest, most, ...values) => (
    checklist(toNumber(fewest), toNumber(most), values.map(toBoolean))
  ),
  "weighted-checklist": (fewest, most, ...values) => (
    weightedChecklist(toNumber(fewest), toNumber(most), pairsOf(values))
  ),
  pow: (a, b) => power(toNumber(a), toNumber(b)),
  sum: over(exactSum),
  min: over((values) => Math.min(...values)),
  max: over((values) => Math.max(...values)),
  "count-non-empty": (...values) => values.filter((value) => toString(value) !== "").length,
  date: toDate,
  "date-time": toMoment,
  "format-date": formatDate,
  "format-date-time": formatDate,
  "decimal-date-time": toNumber,
  "decimal-time": (value) => dayFraction(toString(value)),
}));
