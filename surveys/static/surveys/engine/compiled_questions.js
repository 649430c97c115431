// An instrument compiled once: closures, and the questions that each one needs.
import { compileTree } from "./evaluate.js";
import { references } from "./expressions.js";

export const PRIVACY = "x_private";
const SEVERE = 4;
const DEEP = 20; // questions that wait for each other before the order is walked instead
const plans = new WeakMap();

/**
 * questions: name → plan, each after those that it needs; repeats: name → plan;
 * parts: section → its screens and blocks; columns: list → those of its choices.
 */
export function plansOf(instrument) {
  if (!plans.has(instrument)) plans.set(instrument, plan(instrument));
  return plans.get(instrument);
}

function plan(instrument) {
  const needs = new Map(instrument.questions().map((question) => [question.name, needed(instrument, question)]));
  const depth = depths(needs);
  const order = [...needs.keys()].sort((a, b) => depth.get(a) - depth.get(b));
  const lists = [...instrument.lists];
  return {
    questions: new Map(order.map((name) => [name, planOf(instrument, name, depth.get(name) > DEEP)])),
    repeats: new Map(instrument.repeats.map((repeat) => [repeat.name, repeatPlan(repeat)])),
    parts: new Map(instrument.sections.map((section) => [section.name, blocks(section.screens, 0)])),
    columns: new Map(lists.map(([name, choices]) => [
      name, choices.map((choice) => columnsOf(choice, instrument.defaultLanguage)),
    ])),
  };
}

/** Screens in order; those of one repeat together, as often as it is asked. */
export function blocks(screens, depth) {
  const parts = [];
  let block;
  for (const screen of screens) {
    const repeat = screen.repeats[depth];
    if (!repeat) parts.push(screen);
    else if (block?.repeat === repeat) block.parts.push(screen);
    else parts.push({ repeat, parts: [screen] });
    block = repeat ? parts.at(-1) : undefined;
  }
  return parts.map((part) => (
    part.parts ? { repeat: part.repeat, parts: blocks(part.parts, depth + 1) } : part
  ));
}

const columnsOf = ({ code, label, columns }, language) => (
  { name: code, label: label[language] ?? "", ...columns }
);

/** Every condition under which a question is asked, those of its groups first. */
export function gates(instrument, question) {
  const [section, screen] = instrument.placeOf(question.name);
  const own = question.relevance ? [question.relevance] : [];
  return [...section.relevance, ...screen.relevance, ...own];
}

/** Whether a question is asked of the person and harmful if overheard. */
export const isSevere = (question) => question.sensitivity >= SEVERE && !question.observed;

/** The questions that decide relevance and value of a question. */
function needed(instrument, question) {
  const trees = [...gates(instrument, question), question.calculation, question.choiceFilter];
  trees.push(...question.repeats.map((name) => instrument.repeat(name).count));
  const named = new Set(trees.flatMap((tree) => [...references(tree)]));
  for (const name of [...named]) { // how many instances there are
    const repeat = instrument.repeat(name);
    const counted = repeat ? [...repeat.relevance, repeat.count] : [];
    counted.flatMap((tree) => [...references(tree)]).forEach((other) => named.add(other));
  }
  if (isSevere(question) && question.name !== PRIVACY) named.add(PRIVACY);
  return [...named].filter((name) => instrument.has(name));
}

/** Names of the questions whose relevance or value depends on people's sealed words. */
export function wordsDecide(instrument) {
  const sealed = instrument.questions().filter((question) => question.sealed).map((question) => question.name);
  const reached = new Set(sealed);
  const needs = instrument.questions().map((question) => [question.name, needed(instrument, question)]);
  for (let size = 0; size < reached.size;) {
    size = reached.size;
    needs.filter(([, others]) => others.some((name) => reached.has(name))).forEach(([name]) => reached.add(name));
  }
  return new Set([...reached].filter((name) => !sealed.includes(name)));
}

/** How many questions stand before each, on the longest way; without recursion. */
function depths(needs) {
  const depth = new Map();
  const open = new Set();
  for (const start of needs.keys()) {
    const stack = [start];
    while (stack.length) {
      const name = stack.at(-1);
      const missing = needs.get(name).filter((other) => !depth.has(other));
      if (depth.has(name) || open.has(name) || !missing.length) {
        const earlier = needs.get(name).map((other) => depth.get(other) ?? 0);
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

function planOf(instrument, name, deep) {
  const [section, screen, question] = instrument.placeOf(name);
  return {
    question,
    screen,
    section,
    relevance: gates(instrument, question).map(compileTree),
    constraint: closure(question.constraint),
    softConstraint: closure(question.softConstraint),
    calculation: closure(question.calculation),
    choiceFilter: closure(question.choiceFilter),
    default: closure(question.defaultExpression),
    deep,
  };
}

const repeatPlan = (repeat) => (
  { repeat, relevance: repeat.relevance.map(compileTree), count: closure(repeat.count) }
);

const closure = (tree) => (tree ? compileTree(tree) : undefined);
