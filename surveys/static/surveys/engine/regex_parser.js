// Reads a regular expression into its parts, or says why it is refused.
// Understood: letters, `.`, escapes, [classes], \p{L}, groups, |, and ? * + {n,m}.
// Look-around and back-references are not: they have no bounded time.
import { isBlankLetter, letters } from "./texts.js";

const MAX_PATTERN = 200;
const CONTROLS = { t: "\t", n: "\n", r: "\r", f: "\f", v: "\v" };
const SETS = {
  d: (letter) => letter >= "0" && letter <= "9",
  w: (letter) => /^[0-9A-Za-z_]$/.test(letter),
  s: isBlankLetter,
};
const ONE_LETTER_OR_DIGIT = /^[A-Za-z0-9]$/;
const CATEGORIES = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?)$/;

export class PatternProblem extends Error {}

const refuse = (why) => new PatternProblem(`the regular expression ${why}`);
const same = (letter) => (character) => character === letter;
const place = (letter) => letter.codePointAt(0);

/** Recursive descent over the letters of a pattern. */
class Reader {
  constructor(text) {
    this.text = letters(text);
    this.position = 0;
  }

  get next() {
    return this.text[this.position] ?? "";
  }

  take() {
    if (!this.next) throw refuse("ends too early");
    return this.text[this.position++];
  }

  eat(wanted) {
    const starts = this.text.slice(this.position, this.position + wanted.length).join("") === wanted;
    if (starts) this.position += wanted.length;
    return starts;
  }

  choice() {
    const parts = [this.sequence()];
    while (this.eat("|")) parts.push(this.sequence());
    return parts.length === 1 ? parts[0] : { kind: "any", parts };
  }

  sequence() {
    const parts = [];
    while (!["", "|", ")"].includes(this.next)) parts.push(this.repeated(this.atom()));
    return { kind: "all", parts };
  }

  repeated(part) {
    const sign = this.next;
    if (!["*", "+", "?", "{"].includes(sign)) return part;
    if (part.kind === "start" || part.kind === "end") throw refuse("repeats ^ or $");
    this.take();
    const [fewest, most] = sign === "{" ? this.limits()
      : [sign === "+" ? 1 : 0, sign === "?" ? 1 : Infinity];
    this.eat("?"); // a lazy repeat matches the same whole strings
    if (["*", "+", "{", "?"].includes(this.next)) throw refuse("has two repetitions");
    if (most !== 1 && repeats(part)) throw refuse("repeats a repetition");
    return { kind: "repeat", parts: [part], fewest, most };
  }

  limits() {
    const inside = this.until("}");
    const [, low, comma, high] = /^([0-9]+)(,?)([0-9]*)$/.exec(inside) ?? [];
    if (low === undefined || (high && !comma)) throw refuse("has a { without a number");
    const most = comma ? Number(high || Infinity) : Number(low);
    if (most < Number(low)) throw refuse("repeats backwards");
    return [Number(low), most];
  }

  /** What stands before a closing sign, which is passed; "" when there is none. */
  until(sign) {
    const end = this.text.indexOf(sign, this.position);
    if (end < 0) return "";
    const inside = this.text.slice(this.position, end).join("");
    this.position = end + 1;
    return inside;
  }

  atom() {
    const letter = this.take();
    switch (letter) {
      case "(": return this.group();
      case "[": return { kind: "letter", test: this.letters() };
      case ".": return { kind: "letter", test: (character) => character !== "\n" };
      case "^": return { kind: "start" };
      case "$": return { kind: "end" };
      case "\\": return { kind: "letter", test: this.escaped() };
      case "*": case "+": case "?": case "{": throw refuse(`has a ${letter} after nothing`);
      default: return { kind: "letter", test: same(letter) };
    }
  }

  group() {
    if (this.next === "?" && !this.eat("?:")) throw refuse("uses look-around");
    const inner = this.choice();
    if (!this.eat(")")) throw refuse("has a ( that is not closed");
    return inner;
  }

  escaped() {
    const letter = this.take();
    const test = SETS[letter.toLowerCase()];
    if (test) return letter in SETS ? test : (character) => !test(character);
    if ((letter === "p" || letter === "P") && this.eat("{")) return this.category(letter);
    return same(this.literal(letter));
  }

  literal(letter) {
    if (letter in CONTROLS) return CONTROLS[letter];
    if (ONE_LETTER_OR_DIGIT.test(letter)) throw refuse(`uses \\${letter}`);
    return letter;
  }

  category(sign) {
    const name = this.until("}");
    if (!CATEGORIES.test(name)) throw refuse(`uses \\p{${name}}`);
    const test = new RegExp(`^\\${sign}{${name}}$`, "u");
    return (character) => test.test(character);
  }

  letters() {
    const negated = this.eat("^");
    const tests = [];
    while (!this.eat("]")) tests.push(this.range());
    if (!tests.length) throw refuse("has an empty [ ]");
    return (character) => tests.some((test) => test(character)) !== negated;
  }

  range() {
    let low = this.take();
    if (low === "\\") {
      if (/^[dDwWsSpP]?$/.test(this.next)) return this.escaped();
      low = this.literal(this.take());
    }
    if (this.next !== "-" || ["]", undefined].includes(this.text[this.position + 1])) return same(low);
    this.take();
    let high = this.take();
    if (high === "\\") high = this.literal(this.take());
    const [first, last] = [place(low), place(high)];
    if (last < first) throw refuse(`has the range ${low}-${high}, which runs backwards`);
    return (character) => first <= place(character) && place(character) <= last;
  }
}

/** Whether a part holds a repetition without end. */
function repeats(part) {
  const endless = part.kind === "repeat" && part.most === Infinity;
  return endless || (part.parts ?? []).some(repeats);
}

/** The parts of a pattern, or PatternProblem. */
export function readPattern(text) {
  const reader = new Reader(text);
  if (reader.text.length > MAX_PATTERN) throw refuse("is too long");
  const part = reader.choice();
  if (reader.next) throw refuse("has a ) that nothing opens");
  return part;
}
