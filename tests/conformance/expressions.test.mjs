// The rows of expressions.json, with the trees that Python parsed.
import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";

import { compileTree } from "../../surveys/static/surveys/engine/evaluate.js";
import { toString } from "../../surveys/static/surveys/engine/functions.js";
import { significant } from "../../surveys/static/surveys/engine/numbers.js";
import { Scope } from "../../surveys/static/surveys/engine/scope.js";
import { asString } from "../../surveys/static/surveys/engine/values.js";
import { cases } from "./judge.mjs";

/** Answers without an instrument, on 15 March 2026 at 9:30. */
const answersOf = (answers) => ({
  today: "2026-03-15",
  now: "2026-03-15T09:30:00",
  nearest: (name) => name,
  read: (name) => asString(undefined, answers[name]),
  all: (name) => [asString(undefined, answers[name])],
});

function plain(value) {
  if (typeof value !== "number") return value;
  return toString(value) ? significant(value) + 0 : "";
}

test("an expression gives what the table says", () => {
  const rows = cases();
  ok(rows.length >= 150);
  for (const [text, tree, answers, expected] of rows) {
    const scope = new Scope(answersOf(answers), { current: answers["."] ?? "" });
    deepEqual(plain(compileTree(tree)(scope)), expected, text);
  }
});
