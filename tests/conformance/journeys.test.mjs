// The rows of journeys.json, over the instruments that Python compiled.
import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";

import { Instrument, Journey, withoutInstance } from "../../surveys/static/surveys/engine/index.js";
import { cases, seen } from "./judge.mjs";

const { instruments, rows, removals } = cases();
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

test("taking an instance away moves up those behind it", () => {
  ok(removals.length >= 3);
  for (const [name, answers, which, expected] of removals) {
    deepEqual(withoutInstance(instrumentOf(name), answers, { ...which, instance: which.at }), expected);
  }
});
