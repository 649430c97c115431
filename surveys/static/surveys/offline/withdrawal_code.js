// A code to withdraw an interview with, as withdrawals/codes.py makes and reads it.
import { randomBytes } from "../sealing/primitives.js";

const RANDOM_DIGITS = 10;
const ABROAD = "00"; // it looks like a number to call abroad
// Row: the check digit so far. Column: the next digit.
const DAMM = [
  "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
  "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
];

/** 13 digits, the last of which shows wrong and swapped ones. */
export function newCode() {
  let digits = ABROAD;
  while (digits.length < ABROAD.length + RANDOM_DIGITS) {
    const [byte] = randomBytes(1);
    if (byte < 250) digits += String(byte % 10); // each digit as likely as any other
  }
  return digits + checkDigit(digits);
}

const checkDigit = (digits) => [...digits].reduce((soFar, digit) => DAMM[Number(soFar)][Number(digit)], "0");

/** In groups, as it is read aloud. */
export const spaced = (code) => `${code.slice(0, 5)} ${code.slice(5, 9)} ${code.slice(9)}`;
