// Own words sealed so that two custodians open them together; the twin of seal_words()
// in surveys/sealing/hpke.py, which says why each layer is there.
import { bytes, fromBase64, toBase64 } from "./bytes.js";
import { derive, fingerprint, seal } from "./hpke.js";
import { aes, randomBytes } from "./primitives.js";

const FORMAT = 2;
const NONCE_BYTES = 12;
const BLOCK = 128;
const QUORUM = 2;

export class CustodianKeyProblem extends Error {}

/**
 * { answers: question → ciphertext, layers: check code → outer layer }, all base64.
 * custody: { round, interviewId, custodians: [{ fingerprint, public_key }] }.
 * Rejects with CustodianKeyProblem where fewer than two keys are what they say.
 */
export async function sealWords(words, custody) {
  const keys = await checkedKeys(custody.custodians);
  const key = randomBytes(32);
  const answers = {};
  for (const [name, value] of Object.entries(words)) {
    answers[name] = toBase64(await sealAnswer(key, value, context("answer", custody, name)));
  }
  const layers = await wrap(key, custody, keys);
  key.fill(0);
  return { answers, layers };
}

async function checkedKeys(custodians) {
  const keys = new Map();
  for (const custodian of custodians) {
    const raw = fromBase64(custodian.public_key);
    if (await fingerprint(raw) !== custodian.fingerprint) throw new CustodianKeyProblem("not the key of its check code");
    keys.set(custodian.fingerprint, raw);
  }
  if (keys.size < QUORUM) throw new CustodianKeyProblem("fewer than two custodians");
  return keys;
}

async function sealAnswer(key, value, answerContext) {
  const written = bytes(JSON.stringify(value));
  const blanks = (BLOCK - (written.length % BLOCK)) % BLOCK; // JSON allows blanks at its end
  const nonce = randomBytes(NONCE_BYTES);
  const derived = await derive(key, answerContext);
  return bytes(nonce, await aes("encrypt", derived, nonce, answerContext, bytes(written, " ".repeat(blanks))));
}

async function wrap(key, custody, keys) {
  const all = [...keys.keys()].sort();
  const layerContext = (layer, mine) => context(`${layer} key`, custody, [mine, ...all]);
  const inner = new Map();
  for (const [mine, raw] of keys) inner.set(mine, toBase64(await seal(raw, layerContext("inner", mine), "", key)));
  const layers = {};
  for (const [mine, raw] of keys) {
    const others = Object.fromEntries([...inner].filter(([other]) => other !== mine));
    layers[mine] = toBase64(await seal(raw, layerContext("outer", mine), "", bytes(JSON.stringify(others))));
  }
  return layers;
}

function context(what, { round, interviewId }, detail) {
  return JSON.stringify([`daa ${what} ${FORMAT}`, round, interviewId, 1, detail]);
}
