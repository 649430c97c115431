// The answers that an interview, and each instance of a repeat, begins with: defaults.py.
import { splitKey } from "./instrument.js";

/** The answers of a new interview; what is known before stands over a default. */
export function answersAtStart(instrument, known, journeyFor) {
  const names = namesWithDefault(instrument, (repeats) => !repeats.length);
  return followChange(instrument, undefined, filled(names, known, journeyFor), new Set(), journeyFor);
}

/**
 * The answers with what follows from a change: calculations that are made once, or when
 * one of the `changed` answers changes, and defaults of the instances that are new. An
 * instance that holds an answer comes back: its default is not written again.
 */
export function followChange(instrument, before, answers, changed, journeyFor) {
  const names = namesWithDefault(instrument, (repeats) => repeats.length);
  let together = { ...answers, ...journeyFor(answers).settled(changed) };
  const begun = new Set(names.length && before ? keysOf(names, journeyFor(before)) : []);
  while (names.length) { // an answer that begins may ask for more instances
    const fresh = keysOf(names, journeyFor(together)).filter((key) => !begun.has(key));
    if (!fresh.length) break;
    for (const key of fresh) begun.add(key);
    const there = answeredInstances(instrument, together);
    const blank = fresh.filter((key) => !there.has(String(instanceOf(instrument, key))));
    together = filled(blank, together, journeyFor);
    together = { ...together, ...journeyFor(together).settled(changed) };
  }
  return together;
}

const namesWithDefault = (instrument, fits) => instrument.questions()
  .filter(({ default: fixed, defaultExpression, repeats }) => (fixed !== undefined || defaultExpression) && fits(repeats))
  .map(({ name }) => name);

const keysOf = (names, journey) => names.flatMap((name) => journey.keys(name));

/** Names of the repeats and numbers of the instances around an answer, outermost first. */
function instanceOf(instrument, key) {
  const places = splitKey(key)[1];
  return instrument.question(key).repeats.map((repeat, depth) => `${repeat} ${places[depth]}`);
}

/** The instances that hold an answer, which no calculation is, and those around them. */
function answeredInstances(instrument, answers) {
  const stems = Object.keys(answers).map((key) => key.split(":")[0])
    .filter((stem) => instrument.has(splitKey(stem)[0]) && instrument.question(stem).answerable);
  const instances = stems.map((stem) => instanceOf(instrument, stem));
  return new Set(instances.flatMap((instance) => instance.map((_, depth) => String(instance.slice(0, depth + 1)))));
}

/** The answers with defaults under the keys that have none: fixed ones, then the others. */
function filled(keys, answers, journeyFor) {
  const together = { ...answers };
  const open = keys.filter((key) => !Object.hasOwn(answers, key));
  const { instrument } = journeyFor(answers);
  for (const fixed of [true, false]) {
    for (const key of open.filter((other) => fixed !== Boolean(instrument.question(other).defaultExpression))) {
      const value = journeyFor(together).default(key);
      if (value !== undefined) together[key] = value;
    }
  }
  return together;
}
