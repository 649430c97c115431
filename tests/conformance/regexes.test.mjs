// The rows of regexes.json, and that no pattern can stop a tablet.
import { equal, ok } from "node:assert/strict";
import { test } from "node:test";

import { cases, fits } from "./judge.mjs";

test("a text fits a pattern as the table says", () => {
  const rows = cases();
  ok(rows.length >= 100);
  for (const [pattern, text, expected] of rows) {
    equal(fits(pattern, text), expected, `${pattern} on ${text}`);
  }
});

test("no pattern can stop a tablet", () => {
  const begun = performance.now();
  for (const pattern of [".*.*.*.*.*x", "(a|a|b)*c", "[ab]{0,300}c", `${"a?".repeat(60)}${"a".repeat(60)}`]) {
    equal(fits(pattern, "ab".repeat(900)), false);
  }
  ok(performance.now() - begun < 2_000);
});
