// Changing how many instances a repeat has, without mixing their answers.
import { keyOf, splitKey } from "./instrument.js";
import { wholeNumber } from "./numbers.js";

/** The answers after one instance is taken away; those behind it move up. */
export function withoutInstance(instrument, answers, { repeat, instance = [], place }) {
  const depth = instance.length;
  const moved = new Map();
  for (const [key, value] of Object.entries(answers)) {
    const [stem, ...marks] = key.split(":");
    const [name, where] = splitKey(stem);
    const inside = repeatsOf(instrument, name).includes(repeat) && where.length > depth
      && instance.every((number, level) => where[level] === number);
    if (inside && where[depth] === place) continue;
    if (inside && where[depth] > place) where[depth] -= 1;
    moved.set(inside ? [keyOf(name, where), ...marks].join(":") : key, value);
  }
  const counted = keyOf(repeat, instance);
  moved.set(counted, Math.max(0, wholeNumber(moved.get(counted)) - 1));
  return Object.fromEntries(moved);
}

/** The repeats around a question, or around another repeat. */
function repeatsOf(instrument, name) {
  const parent = instrument.has(name) ? instrument.question(name) : instrument.repeat(name);
  return parent?.repeats ?? [];
}
