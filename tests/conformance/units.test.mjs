// Small things that every other result rests on.
import { equal, deepEqual } from "node:assert/strict";
import { test } from "node:test";

import { dayNumber, days, fromDays, momentOf } from "../../surveys/static/surveys/engine/dates.js";
import { keyOf, splitKey } from "../../surveys/static/surveys/engine/index.js";
import { exactSum, plainNumber, power, significant } from "../../surveys/static/surveys/engine/numbers.js";
import { length, slice, strip, words } from "../../surveys/static/surveys/engine/texts.js";
import { plain } from "../../surveys/static/surveys/interview_page/answer_texts.js";
import { withAnswers } from "../../surveys/static/surveys/interview_page/answers_in_texts.js";
import { clockOf, usedMs } from "../../surveys/static/surveys/interview_page/interview_clock.js";

test("letters are counted, not halves of them", () => {
  equal(length("😀é"), 2);
  equal(slice("a😀b", 1, 2), "😀");
  deepEqual(words(" a\u00a0b\u0085c\ufeffd "), ["a", "b", "c\ufeffd"]);
  equal(strip("\u2003 x\u001f"), "x");
});

test("a sum is rounded once", () => {
  equal(exactSum([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]), 1);
  equal(exactSum([1e16, 1, -1e16]), 1);
  equal(exactSum([1, 1e100, 1, -1e100]), 2);
  equal(exactSum([1e308, 1e308, -1e308]), NaN);
  equal(exactSum([2 ** 53, 1, 2 ** -60]), 2 ** 53 + 2);
});

test("a number is written without an exponent, its halves go out", () => {
  equal(plainNumber(1e-7), "0.0000001");
  equal(plainNumber(-2.5e-10), "-0.00000000025");
  equal(plainNumber(-0), "0");
  equal(plainNumber(1e21), "1000000000000000000000");
  equal(significant(100000000000.5), 100000000001);
  equal(power(2, -2), 0.25);
  equal(power(0, -1), NaN);
  equal(power(NaN, 0), NaN);
});

test("days exist or do not", () => {
  equal(dayNumber("2024-02-30"), null);
  equal(dayNumber("0000-01-01"), null);
  equal(fromDays(dayNumber("0099-03-01")), "0099-03-01");
  equal(fromDays(dayNumber("9999-12-31") + 1), "");
  equal(days("1970-01-01T12:00+05:00"), 0.5);
  equal(momentOf(dayNumber("9999-12-31") + 0.999999), "");
});

test("keys have one spelling", () => {
  deepEqual(splitKey("age.2.1"), ["age", [2, 1]]);
  deepEqual(splitKey("P2.S1.3"), ["P2.S1", [3]]);
  for (const odd of ["age.02", "age.٢", "age.0", "age.", "age.1000", "age.-1", "age.1\n"]) {
    deepEqual(splitKey(odd), [odd, []]);
  }
  equal(keyOf("age", [2, 1]), "age.2.1");
});

test("the clock of an interview leaves breaks out and goes by what is usual", () => {
  const asked = { yes: ["a", "b", "c", "d"], open: ["c", "d"] };
  const journey = {
    instrument: { settings: {} }, read: () => "yes", askedKeys: () => asked.yes, unanswered: () => asked.open,
  };
  const now = new Date("2026-11-30T11:00:00Z");
  const begun = { startedAt: "2026-11-30T10:00:00Z", journey, now };
  const paused = { seconds: 600, since: "2026-11-30T10:50:00Z" };
  deepEqual(clockOf({ ...begun, breaks: paused, usual: 90 }), { used: 40, left: 45, planned: 85, runs: false });
  deepEqual(clockOf(begun), { used: 60, left: 1, planned: 61, runs: true });
  equal(usedMs({ ...begun, breaks: { seconds: 600 } }), 50 * 60_000);
  equal(usedMs({ startedAt: "2026-11-30T12:00:00Z", now }) < 0, true);
});

test("a text names the answers of its place, and a gap where there is none", () => {
  const values = { "age.2": "4" };
  const journey = {
    instrument: { has: (name) => name === "age" || name === "a__b" },
    nearest: (name, { instance }) => [name, ...instance].join("."),
    read: (key) => values[key] ?? "",
    answerOf: (key) => ({ value: values[key] }),
  };
  const words = { answer: (value) => String(value) };
  const say = (text, instance) => withAnswers(text, { journey, words, language: "en", around: { instance, repeats: [] } });
  equal(say("Is ${age}, ${ age } or ${other}?", [2]), "Is 4, 4 or …?");
  equal(say("${age}", [1]), "…");
  equal(plain("**Is** ${a__b} \\*so\\*, _${_c_}_?"), "Is ${a__b} *so*, _${_c_}_?");
});
