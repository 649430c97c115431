// The engine as pages use it: what an instrument asks, from its compiled JSON.
export { answersAtStart, followChange } from "./defaults.js";
export { Instrument, keyOf, splitKey } from "./instrument.js";
export { Journey, REASON, REASONS } from "./journey.js";
export { withoutInstance } from "./repeats.js";
