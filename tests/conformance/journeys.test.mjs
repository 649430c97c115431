// The rows of journeys.json, over the instruments that Python compiled.
import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";

import { Instrument, Journey, answersAtStart, followChange, withoutInstance } from "../../surveys/static/surveys/engine/index.js";
import { cases, seen } from "./judge.mjs";

const { instruments, rows, starts, changes, removals, number } = cases();
const instrumentOf = (name) => new Instrument(instruments[name]);

test("a journey goes as the table says", () => {
  ok(rows.length >= 20);
  for (const [name, answers, expected] of rows) {
    const journey = new Journey(instrumentOf(name), answers, { today: "2026-03-15" });
    const state = { ...seen(journey, expected.at), at: expected.at };
    for (const [what, wanted] of Object.entries(expected)) {
      const got = what === "problems" ? state.problems.map((problem) => problem.slice(0, 2)) : state[what];
      deepEqual(got, wanted, `${name} ${JSON.stringify(answers)} ${what}`);
    }
  }
});

const journeysOf = (instrument) => (answers) => new Journey(instrument, answers, { today: "2026-03-15", seed: number });

test("an interview begins with its defaults", () => {
  ok(starts.length >= 3);
  for (const [name, known, expected] of starts) {
    const instrument = instrumentOf(name);
    deepEqual(answersAtStart(instrument, known, journeysOf(instrument)), expected);
  }
});

test("new instances begin with their defaults after a change", () => {
  ok(changes.length >= 7);
  for (const [name, before, fresh, expected] of changes) {
    const instrument = instrumentOf(name);
    const answers = Object.fromEntries(Object.entries({ ...before, ...fresh }).filter(([, value]) => value !== null));
    const changed = new Set(Object.keys(fresh));
    deepEqual(followChange(instrument, before, answers, changed, journeysOf(instrument)), expected);
  }
});

test("taking an instance away moves up those behind it", () => {
  ok(removals.length >= 3);
  for (const [name, answers, which, expected] of removals) {
    deepEqual(withoutInstance(instrumentOf(name), answers, { ...which, instance: which.at }), expected);
  }
});
