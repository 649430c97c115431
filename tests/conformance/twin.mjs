// Answers each line of JSON with a line of JSON, so that Python can compare the twins.
import { createInterface } from "node:readline";

import { Instrument, Journey, answersAtStart, followChange, withoutInstance } from "../../surveys/static/surveys/engine/index.js";
import { compileTree } from "../../surveys/static/surveys/engine/evaluate.js";
import { judgeValue, fits, seen, written } from "./judge.mjs";

const instruments = new Map();

const ACTS = {
  load: ({ name, compiled }) => { instruments.set(name, new Instrument(compiled)); return true; },
  expressions: ({ rows, ...where }) => rows.map((row) => evaluated(journeyOf(where), row)),
  journey: ({ at: start, ...where }) => seen(journeyOf(where), start),
  begin: ({ name, ...when }) => answersAtStart(instruments.get(name), {}, journeysOf(name, when)),
  follow: ({ name, before, answers, changed, ...when }) => (
    followChange(instruments.get(name), before, answers, new Set(changed), journeysOf(name, when))
  ),
  value: ({ question, raw }) => judgeValue(question, raw),
  regex: ({ pattern, texts }) => texts.map((text) => fits(pattern, text)),
  without: ({ name, answers, ...which }) => withoutInstance(instruments.get(name), answers, { ...which, instance: which.at }),
};

const journeyOf = ({ name, answers, today, now, seed }) => (
  new Journey(instruments.get(name), answers, { today, now, seed })
);

const journeysOf = (name, when) => (answers) => new Journey(instruments.get(name), answers, when);

function evaluated(journey, [tree, where]) {
  try {
    return written(compileTree(tree)(journey.scope({ ...where, instance: where.at })));
  } catch (problem) {
    return { failed: problem.stack };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...request } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(ACTS[act](request))}\n`);
}
