// Numbers and marks that are drawn by lot from the interview's own number: see chance.py.
const STARTS = [0x811c9dc5, 0x9747b28c, 0x3c6ef372, 0xa54ff53a];

/** From 0 up to and without 1; blank (NaN) where no interview is known. */
export const randomNumber = (seed, place) => (seed ? spread(`${seed}/${place}`, STARTS[0]) / 2 ** 32 : NaN);

/** A UUID of version 4; blank where no interview is known. */
export function randomUuid(seed, place) {
  if (!seed) return "";
  const digits = STARTS.map((start) => spread(`${seed}/${place}`, start).toString(16).padStart(8, "0")).join("");
  const variant = ((parseInt(digits[16], 16) & 3) | 8).toString(16);
  return [
    digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`,
    variant + digits.slice(17, 20), digits.slice(20),
  ].join("-");
}

/** 32 bits of an ASCII text: FNV-1a, then the last steps of MurmurHash3. */
function spread(text, start) {
  let bits = start;
  for (let index = 0; index < text.length; index += 1) {
    bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
  }
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
