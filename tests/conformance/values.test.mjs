// The rows of values.json.
import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";

import { cases, judgeValue } from "./judge.mjs";

test("a typed value is stored, or is the problem that the table says", () => {
  const rows = cases();
  ok(rows.length >= 100);
  for (const [question, raw, expected] of rows) {
    const { stored, problem } = judgeValue(question, raw);
    const answer = problem ? { problem } : { stored };
    deepEqual(answer, expected, `${JSON.stringify(question)} ${JSON.stringify(raw)}`);
  }
});
