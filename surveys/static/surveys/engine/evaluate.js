// Trees → closures. A closure takes a Scope and returns a string, number or boolean.
import { randomNumber, randomUuid } from "./chance.js";
import { quoted } from "./expressions.js";
import { FUNCTIONS, equal, toBoolean, toNumber, toString } from "./functions.js";
import { textOf } from "./scope.js";

/** Operators on two numbers; XPath mod takes the sign of the first, by zero it is blank. */
const NUMERIC = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  div: (a, b) => (b === 0 ? NaN : a / b),
  mod: (a, b) => a % b,
};
const OVER_NODES = new Set(["sum", "min", "max", "count-non-empty", "concat", "join", "checklist"]);
const ONE_VALUE_FIRST = { join: 1, checklist: 2 }; // a separator, or limits
const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="];
/** What stands for several values: in a comparison any of them, elsewhere the first. */
const SEVERAL = ["each", "item"];
const DRAWS = { random: randomNumber, uuid: randomUuid };

/** A closure for a tree that the compiler has checked. */
export function compileTree(tree) {
  const [kind, first] = tree;
  switch (kind) {
    case "num": case "str": return () => first;
    case "ref": return (scope) => scope.read(first);
    case "column": return (scope) => scope.column(first);
    case "self": return (scope) => scope.current;
    case "neg": return negated(compileTree(first));
    case "call": return call(first, tree[2]);
    case "position": return first ? (scope) => scope.instance[first - 1] : () => 1;
    case "each": case "item": return firstOf(several(tree));
    case "random": case "uuid": return draw(DRAWS[kind], first);
    default:
      return COMPARISONS.includes(kind) && [first, tree[2]].some(([side]) => SEVERAL.includes(side))
        ? anyPair(kind, first, tree[2])
        : binary(kind, compileTree(first), compileTree(tree[2]));
  }
}

const draw = (act, place) => (scope) => act(scope.seed, [place, ...scope.instance].join("."));

const negated = (inner) => (scope) => -toNumber(inner(scope));

const firstOf = (valuesOf) => (scope) => valuesOf(scope)[0] ?? "";

function binary(sign, left, right) {
  switch (sign) {
    case "or": return (scope) => toBoolean(left(scope)) || toBoolean(right(scope));
    case "and": return (scope) => toBoolean(left(scope)) && toBoolean(right(scope));
    case "=": return (scope) => equal(left(scope), right(scope));
    case "!=": return (scope) => !equal(left(scope), right(scope));
    default: {
      const act = NUMERIC[sign];
      return (scope) => act(toNumber(left(scope)), toNumber(right(scope)));
    }
  }
}

/** Whether the comparison holds for any of the values, as in XPath. */
function anyPair(sign, left, right) {
  const [lefts, rights] = [left, right].map(
    (side) => (SEVERAL.includes(side[0]) ? several(side) : single(compileTree(side))),
  );
  const holds = comparison(sign);
  return (scope) => lefts(scope).some((a) => rights(scope).some((b) => holds(a, b)));
}

function comparison(sign) {
  if (sign === "=") return equal;
  if (sign === "!=") return (a, b) => !equal(a, b);
  const act = NUMERIC[sign];
  return (a, b) => act(toNumber(a), toNumber(b));
}

/** Every value that an argument stands for: all instances, all choices, or one. */
function several(tree) {
  const [kind, name] = tree;
  if (kind === "ref" || kind === "each") return (scope) => scope.all(name);
  if (kind === "item") {
    const [test, column] = [compileTree(tree[2]), tree[3]];
    return (scope) => scope.choices(name)
      .filter((columns) => toBoolean(test(scope.with(columns))))
      .map((columns) => textOf(columns, column));
  }
  return single(compileTree(tree));
}

const single = (inner) => (scope) => [inner(scope)];

function call(name, parts) {
  if (name === "count") {
    const values = several(parts[0]);
    return (scope) => values(scope).length;
  }
  if (name === "indexed-repeat") return indexed(parts);
  if (name === "position") {
    const up = parts[0][1];
    return (scope) => scope.instance.at(-up) ?? 1;
  }
  const act = FUNCTIONS.get(name);
  if (name in DRAWS) return draw(DRAWS[name], "");
  if (OVER_NODES.has(name) && parts.some(([kind]) => kind === "ref" || SEVERAL.includes(kind))) {
    const ones = ONE_VALUE_FIRST[name] ?? 0;
    const inner = parts.map((part, place) => (place < ones ? single(compileTree(part)) : several(part)));
    return (scope) => act(...inner.flatMap((values) => values(scope)));
  }
  const inner = parts.map(compileTree);
  return special(name, inner, parts) ?? plain(act, inner);
}

/** What skips an argument, or asks the scope; undefined for every other function. */
function special(name, inner, parts) {
  const [first, second, third] = inner;
  switch (name) {
    case "if": return (scope) => (toBoolean(first(scope)) ? second(scope) : third(scope));
    case "coalesce": return coalesced(inner);
    case "once": return (scope) => scope.current || first(scope);
    case "today": return (scope) => scope.today;
    case "now": return (scope) => scope.now || scope.today;
    case "jr:choice-name": {
      const question = quoted(parts[1]);
      return (scope) => scope.choiceName(toString(first(scope)), question);
    }
    default: return undefined;
  }
}

function plain(act, inner) {
  const [first, second] = inner;
  if (inner.length === 1) return (scope) => act(first(scope));
  if (inner.length === 2) return (scope) => act(first(scope), second(scope));
  return (scope) => act(...inner.map((each) => each(scope)));
}

/** The first value that is not blank. */
const coalesced = (inner) => (scope) => {
  for (const closure of inner) {
    const value = closure(scope);
    if (toString(value) !== "") return value;
  }
  return "";
};

/** indexed-repeat(${question}, ${repeat}, instance, …). */
function indexed([question, ...pairs]) {
  const repeats = pairs.filter((_, index) => index % 2 === 0).map(([, name]) => name);
  const places = pairs.filter((_, index) => index % 2).map(compileTree);
  return (scope) => {
    const numbers = places.map((place) => toNumber(place(scope)));
    if (!numbers.every(Number.isFinite)) return "";
    const instances = new Map(repeats.map((name, index) => [name, Math.trunc(numbers[index])]));
    return scope.indexed(question[1], instances);
  };
}
