// XPath 1.0 functions on texts; letters are code points and places begin at 1.
import { letters } from "./texts.js";

/** Each letter of `old` replaced by its partner in `fresh`, or taken out without one. */
export function translate(text, old, fresh) {
  const [replaced, partners] = [new Map(), letters(fresh)];
  letters(old).forEach((letter, place) => {
    if (!replaced.has(letter)) replaced.set(letter, partners[place] ?? "");
  });
  return letters(text).map((letter) => replaced.get(letter) ?? letter).join("");
}

export function substringBefore(text, part) {
  const place = text.indexOf(part);
  return place > 0 ? text.slice(0, place) : "";
}

export function substringAfter(text, part) {
  const place = text.indexOf(part);
  return place < 0 ? "" : text.slice(place + part.length);
}

/** The letters from place `start` on; both numbers are rounded as round() does. */
export function substring(text, start, length = Infinity) {
  const first = Math.floor(start + 0.5);
  const end = first + Math.floor(length + 0.5);
  return letters(text).filter((_, index) => first <= index + 1 && index + 1 < end).join("");
}

/** The text without blanks at its ends and with one blank between words. */
export const normalizeSpace = (text) => text.replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "");
