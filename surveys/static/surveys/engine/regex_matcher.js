// Whether a whole string fits a regular expression, in time that cannot explode.
// Not RegExp: a pattern of a workbook must not stop a tablet, nor fit here and not there.
// Source: Thompson (1968), Communications of the ACM 11.
import { PatternProblem, readPattern } from "./regex_parser.js";
import { letters } from "./texts.js";

const MAX_STATES = 2_000;
const MAX_TEXT = 2_000;
const REMEMBERED = 5_000;
const MAX_MATCHERS = 256;

class Matcher {
  #states = [{ kind: "goal", following: [] }];
  #sets = new Map(); // the states that are possible, each set once
  #steps = 0;
  #first;

  constructor(part) {
    if (size(part) > MAX_STATES) throw new PatternProblem("counts too high");
    this.#first = this.#build(part, 0);
  }

  fits(text) {
    const read = letters(text);
    if (read.length > MAX_TEXT) return false;
    let current = this.#reach([this.#first], { start: true, end: read.length === 0 });
    for (const [index, letter] of read.entries()) {
      current = this.#step(current, letter, index === read.length - 1);
      if (!current.states.length) return false;
    }
    return current.states.includes(0);
  }

  #step(current, letter, end) {
    const transitions = end ? current.last : current.next;
    let reached = transitions.get(letter);
    if (!reached) {
      const fitting = current.states.map((index) => this.#states[index])
        .filter(({ kind, test }) => kind === "letter" && test(letter));
      reached = this.#reach(fitting.map(({ following }) => following[0]), { end });
      if (this.#steps < REMEMBERED) transitions.set(letter, reached);
      this.#steps += 1;
    }
    return reached;
  }

  /** All states that need no further letter to be in. */
  #reach(begin, { start = false, end = false }) {
    const open = { fork: true, start, end };
    const reached = new Set(begin);
    for (const index of reached) { // a set is walked through what is added meanwhile
      const { kind, following } = this.#states[index];
      if (open[kind]) following.forEach((other) => reached.add(other));
    }
    return this.#setOf([...reached].sort((a, b) => a - b));
  }

  #setOf(states) {
    const key = states.join();
    const set = this.#sets.get(key) ?? { states, next: new Map(), last: new Map() };
    if (this.#sets.size < REMEMBERED) this.#sets.set(key, set);
    return set;
  }

  #add(kind, following, test) {
    return this.#states.push({ kind, following, test }) - 1;
  }

  /** The state from which `part` leads to `after`. */
  #build(part, after) {
    switch (part.kind) {
      case "all":
        return part.parts.reduceRight((end, inner) => this.#build(inner, end), after);
      case "any":
        return this.#add("fork", part.parts.map((inner) => this.#build(inner, after)));
      case "repeat":
        return this.#buildRepeat(part, after);
      default:
        return this.#add(part.kind, [after], part.test);
    }
  }

  #buildRepeat({ parts: [inner], fewest, most }, end) {
    let after = end;
    if (most === Infinity) {
      after = this.#add("fork", [end]);
      this.#states[after].following.push(this.#build(inner, after));
    } else {
      for (let time = fewest; time < most; time += 1) {
        after = this.#add("fork", [this.#build(inner, after), end]);
      }
    }
    for (let time = 0; time < fewest; time += 1) after = this.#build(inner, after);
    return after;
  }
}

function size(part) {
  const inner = (part.parts ?? []).reduce((sum, child) => sum + size(child), 0);
  if (part.kind !== "repeat") return inner + 1;
  const times = part.most === Infinity ? part.fewest + 1 : part.most;
  return inner * Math.max(times, part.fewest) + times + 1;
}

const matchers = new Map();

/** The matcher of a pattern, built once, or PatternProblem. */
export function matcher(pattern) {
  if (!matchers.has(pattern)) {
    if (matchers.size >= MAX_MATCHERS) matchers.clear();
    matchers.set(pattern, new Matcher(readPattern(pattern)));
  }
  return matchers.get(pattern);
}
