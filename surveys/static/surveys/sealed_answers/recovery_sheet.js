// A private key as 13 groups of 5 characters: twin of surveys/sealing/recovery.py.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LOOK_ALIKE = { I: "1", L: "1", O: "0" };
export const GROUPS = 13;
const CARRIED = 4;

const twice = (code) => (code & 16 ? (code << 1) ^ 0b100101 : code << 1);
const check = (group, place) => twice(group.reduce((total, code) => twice(total) ^ code, place));

export function recoveryText(key) {
  let number = key.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) << 4n;
  const codes = Array.from({ length: GROUPS * CARRIED }, () => {
    const code = Number(number & 31n);
    number >>= 5n;
    return code;
  }).reverse();
  return Array.from({ length: GROUPS }, (_none, index) => {
    const group = codes.slice(index * CARRIED, (index + 1) * CARRIED);
    return [...group, check(group, index + 1)].map((code) => ALPHABET[code]).join("");
  }).join(" ");
}

// { key } of 32 bytes, or { wrong: [numbers of groups] }, or { length: characters typed }.
// Case, blanks and dashes do not matter; I and L are read as 1, O as 0.
export function readRecovery(text) {
  const letters = [...text.toUpperCase().replace(/[\s\-–‑]/g, "")].map((letter) => LOOK_ALIKE[letter] ?? letter);
  if (letters.length !== GROUPS * (CARRIED + 1)) return { length: letters.length };
  const groups = Array.from({ length: GROUPS }, (_none, index) =>
    letters.slice(index * 5, index * 5 + 5).map((letter) => ALPHABET.indexOf(letter)));
  const wrong = groups.flatMap((group, index) => (isRight(group, index + 1) ? [] : [index + 1]));
  if (wrong.length) return { wrong };
  const number = groups.flatMap((group) => group.slice(0, CARRIED))
    .reduce((sum, code) => (sum << 5n) | BigInt(code), 0n) >> 4n;
  return { key: Uint8Array.from({ length: 32 }, (_none, index) => Number((number >> BigInt(8 * (31 - index))) & 255n)) };
}

const isRight = (group, place) =>
  !group.includes(-1) && check(group.slice(0, CARRIED), place) === group[CARRIED];
