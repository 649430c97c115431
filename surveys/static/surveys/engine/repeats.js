// Changing how many instances a repeat has, without mixing their answers.
import { keyOf, splitKey } from "./instrument.js";
import { wholeNumber } from "./numbers.js";

/** The answers after one instance is taken away; those behind it move up. */
export function withoutInstance(asked, answers, { repeat, at = [], place }) {
  const depth = at.length;
  const kept = new Map();
  for (const [key, value] of Object.entries(answers)) {
    const [stem, ...marks] = key.split(":");
    const [name, where] = splitKey(stem);
    const inside = repeatsOf(asked, name).includes(repeat) && where.length > depth
      && at.every((one, level) => where[level] === one);
    if (inside && where[depth] === place) continue;
    if (inside && where[depth] > place) where[depth] -= 1;
    kept.set(inside ? [keyOf(name, where), ...marks].join(":") : key, value);
  }
  const counted = keyOf(repeat, at);
  kept.set(counted, Math.max(0, wholeNumber(kept.get(counted)) - 1));
  return Object.fromEntries(kept);
}

/** The repeats around a question, or around another repeat. */
function repeatsOf(asked, name) {
  const found = asked.has(name) ? asked.question(name) : asked.repeat(name);
  return found?.repeats ?? [];
}
