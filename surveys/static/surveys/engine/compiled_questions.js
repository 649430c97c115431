// What an instrument asks, compiled once: closures and what each question needs.
import { compileTree } from "./evaluate.js";
import { references } from "./expressions.js";

export const PRIVACY = "x_private";
const SEVERE = 4;
const DEEP = 20; // questions that wait for each other before the order is walked instead
const known = new WeakMap();

/**
 * questions: name → plan, each after those that it needs; repeats: name → plan;
 * parts: section → its screens and blocks; columns: list → those of its choices.
 */
export function plansOf(asked) {
  if (!known.has(asked)) known.set(asked, plan(asked));
  return known.get(asked);
}

function plan(asked) {
  const needs = new Map(asked.questions().map((one) => [one.name, needed(asked, one)]));
  const depth = depths(needs);
  const order = [...needs.keys()].sort((a, b) => depth.get(a) - depth.get(b));
  const lists = [...asked.lists];
  return {
    questions: new Map(order.map((name) => [name, planOf(asked, name, depth.get(name) > DEEP)])),
    repeats: new Map(asked.repeats.map((one) => [one.name, repeatPlan(one)])),
    parts: new Map(asked.sections.map((one) => [one.name, blocks(one.screens, 0)])),
    columns: new Map(lists.map(([name, choices]) => [
      name, choices.map((one) => columnsOf(one, asked.defaultLanguage)),
    ])),
  };
}

/** Screens in order; those of one repeat together, as often as it is asked. */
export function blocks(screens, depth) {
  const found = [];
  let block;
  for (const screen of screens) {
    const repeat = screen.repeats[depth];
    if (!repeat) found.push(screen);
    else if (block?.repeat === repeat) block.parts.push(screen);
    else found.push({ repeat, parts: [screen] });
    block = repeat ? found.at(-1) : undefined;
  }
  return found.map((part) => (
    part.parts ? { repeat: part.repeat, parts: blocks(part.parts, depth + 1) } : part
  ));
}

const columnsOf = ({ code, label, columns }, language) => (
  { name: code, label: label[language] ?? "", ...columns }
);

/** Every condition under which a question is asked, those of its groups first. */
function gates(asked, question) {
  const [section, screen] = asked.placeOf(question.name);
  const own = question.relevance ? [question.relevance] : [];
  return [...section.relevance, ...screen.relevance, ...own];
}

/** Asked of the person, and harmful if someone hears the answer. */
export const isSevere = (question) => question.sensitivity >= SEVERE && !question.observed;

/** The questions that decide relevance and value of a question. */
function needed(asked, question) {
  const trees = [...gates(asked, question), question.calculation, question.choiceFilter];
  trees.push(...question.repeats.map((name) => asked.repeat(name).count));
  const named = new Set(trees.flatMap((tree) => [...references(tree)]));
  for (const name of [...named]) { // how many instances there are
    const repeat = asked.repeat(name);
    const counted = repeat ? [...repeat.relevance, repeat.count] : [];
    counted.flatMap((tree) => [...references(tree)]).forEach((one) => named.add(one));
  }
  if (isSevere(question) && question.name !== PRIVACY) named.add(PRIVACY);
  return [...named].filter((name) => asked.has(name));
}

/** How many questions stand before each, on the longest way; without recursion. */
function depths(needs) {
  const depth = new Map();
  const open = new Set();
  for (const start of needs.keys()) {
    const stack = [start];
    while (stack.length) {
      const name = stack.at(-1);
      const missing = needs.get(name).filter((one) => !depth.has(one));
      if (depth.has(name) || open.has(name) || !missing.length) {
        const earlier = needs.get(name).map((one) => depth.get(one) ?? 0);
        if (!depth.has(name)) depth.set(name, 1 + Math.max(0, ...earlier));
        open.delete(name);
        stack.pop();
      } else {
        open.add(name);
        stack.push(...missing);
      }
    }
  }
  return depth;
}

function planOf(asked, name, deep) {
  const [section, screen, question] = asked.placeOf(name);
  return {
    question,
    screen,
    section,
    relevance: gates(asked, question).map(compileTree),
    constraint: closure(question.constraint),
    softConstraint: closure(question.softConstraint),
    calculation: closure(question.calculation),
    choiceFilter: closure(question.choiceFilter),
    deep,
  };
}

const repeatPlan = (repeat) => (
  { repeat, relevance: repeat.relevance.map(compileTree), count: closure(repeat.count) }
);

const closure = (tree) => (tree ? compileTree(tree) : undefined);
