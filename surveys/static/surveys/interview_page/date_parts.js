// Dates in three boxes: day, month, year; the first ones may stay empty. See date_parts.py.
import { letters, strip } from "../engine/texts.js";

const DIGITS = /^\p{Nd}+$/u;
const MARKS = /\p{M}/gu;

/** The boxes that a date question shows. */
export function partsOf(appearance) {
  if (appearance.includes("month-year")) return ["month", "year"];
  return appearance.includes("year") ? ["year"] : ["day", "month", "year"];
}

/**
 * ["", "3", "2024"] → "2024-03". Whatever is no date comes out as it was typed.
 * months: Map of a plain name (plainName) → its number.
 */
export function dateOf(boxes, months) {
  const [day, typedMonth, year] = ["", "", "", ...boxes.map(strip)].slice(-3);
  if (boxes.length === 1 && boxes[0].includes("-")) return boxes[0];
  const month = monthOf(typedMonth, months);
  if (!DIGITS.test(year) || (day && !month)) return [day, month, year].filter(Boolean).join(" ");
  return [year, month && twoDigits(month), day && twoDigits(day)].filter(Boolean).join("-");
}

/** A stored date as the texts of its boxes. */
export function boxesOf(stored, appearance) {
  const [year = "", month = "", day = ""] = stored.split("-");
  const texts = { day, month, year };
  return partsOf(appearance).map((part) => texts[part]);
}

function monthOf(typed, months) {
  if (!typed || DIGITS.test(typed)) return typed;
  return months.get(plainName(typed)) ?? typed;
}

/** A name in lower case, without accents and without final points. */
export const plainName = (text) => text.toLowerCase().replace(/\.+$/, "").normalize("NFD").replace(MARKS, "");

const twoDigits = (text) => "0".repeat(Math.max(0, 2 - letters(text).length)) + text;
