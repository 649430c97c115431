// Texts as people count them: by letters (code points), never by halves of one.
// The blanks are those of Python, whose trim and split take other ones than JavaScript's.
const BLANK = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ONE_BLANK = new RegExp(`^[${BLANK}]$`);
const BLANKS = new RegExp(`[${BLANK}]+`);
const EDGES = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "g");

/** @returns {string[]} the letters of a text; an emoji is one. */
export const letters = (text) => [...text];

/** How many letters: a limit of 40 is 40 letters in every script. */
export function length(text) {
  let count = text.length;
  for (let index = 1; index < text.length; index += 1) {
    if (isLow(text.charCodeAt(index)) && isHigh(text.charCodeAt(index - 1))) count -= 1;
  }
  return count;
}

const isHigh = (unit) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit) => unit >= 0xdc00 && unit <= 0xdfff;

/** The letters from `first` up to and without `last`. */
export const slice = (text, first, last) => letters(text).slice(first, last).join("");

export const isBlankLetter = (letter) => ONE_BLANK.test(letter);

export const strip = (text) => text.replace(EDGES, "");

/** The words between blanks: codes of a list, for one. */
export const words = (text) => text.split(BLANKS).filter((word) => word !== "");
