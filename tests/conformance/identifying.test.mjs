// The rows of identifying.json.
import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";

import { foundIn } from "../../surveys/static/surveys/interviews/identity_scan.js";
import { cases } from "./judge.mjs";

test("a text holds the kinds that the table says", () => {
  const rows = cases();
  ok(rows.length >= 120);
  for (const [text, expected] of rows) deepEqual(foundIn(text), expected, JSON.stringify(text));
});
