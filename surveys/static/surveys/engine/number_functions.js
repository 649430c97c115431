// Functions of mathematics, blank (NaN) where they have no value. See number_functions.py.
import { significant } from "./numbers.js";

/** floor() or ceiling() of what is a number. */
export const whole = (act) => (number) => (Number.isFinite(number) ? act(number) : NaN);

/** A function with the digits that are stored: each machine has its own last one. */
export const twelveDigits = (act) => (...numbers) => {
  if (!numbers.every(Number.isFinite)) return NaN;
  const result = act(...numbers.map((number) => number + 0)); // -0 is 0
  return Number.isFinite(result) ? significant(result) : NaN;
};

/** Whether as many conditions are met as wanted; a limit below 0 is none. */
export const checklist = (fewest, most, met) => within(fewest, most, met.filter(Boolean).length);

/** checklist() where each condition that is met counts with its weight. */
export const weightedChecklist = (fewest, most, pairs) => (
  within(fewest, most, pairs.reduce((total, [met, weight]) => total + (met ? weight : 0), 0))
);

const within = (fewest, most, total) => (fewest < 0 || total >= fewest) && (most < 0 || total <= most);
