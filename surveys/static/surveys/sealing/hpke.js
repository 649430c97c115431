// HPKE (RFC 9180, base mode): DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
// surveys/sealing/hpke.py is the other end.
import { bytes, toHex } from "./bytes.js";
import { aes, agree, hmac, importPrivate, importPublic, newPair, rawPair, rawPublic, sha256 } from "./primitives.js";

const POINT_BYTES = 65;
const BASE_MODE = Uint8Array.of(0);
const KEM_SUITE = bytes("KEM", Uint8Array.of(0, 16));
const SUITE = bytes("HPKE", Uint8Array.of(0, 16, 0, 1, 0, 2));
const NO_SALT = new Uint8Array(32);

// -- HKDF: HMAC by hand, for WebCrypto cannot do extract and expand apart ---------
const extract = (salt, content) => hmac(salt, content);

async function expand(secret, info, length) { // length: at most 32
  return (await hmac(secret, bytes(info, Uint8Array.of(1)))).slice(0, length);
}

export async function derive(key, info) {
  return expand(await extract(NO_SALT, key), bytes(info), 32);
}

const labelledExtract = (suite, salt, label, content) =>
  extract(salt, bytes("HPKE-v1", suite, label, content));

const labelledExpand = (suite, secret, label, info, length) =>
  expand(secret, bytes(Uint8Array.of(length >> 8, length & 255), "HPKE-v1", suite, label, info), length);

// -- keys ------------------------------------------------------------------------
// { publicKey: 65 bytes, privateKey: 32 bytes }
export const makeKeys = async () => rawPair(await newPair());

// Whether the two halves belong together; not every browser looks at import.
export async function belongTogether(keys) {
  const other = await newPair();
  try {
    const shared = await agree(await importPrivate(keys), other.publicKey);
    const back = await agree(other.privateKey, await importPublic(keys.publicKey));
    return shared.every((value, index) => value === back[index]);
  } catch (problem) {
    if (problem.name === "DataError") return false; // this browser did look
    throw problem;
  }
}

export const fingerprint = async (publicKey) => toHex((await sha256(publicKey)).slice(0, 8));

// -- HPKE ------------------------------------------------------------------------
async function sharedSecret(dh, enc, publicKey) {
  const secret = await labelledExtract(KEM_SUITE, NO_SALT, "eae_prk", dh);
  return labelledExpand(KEM_SUITE, secret, "shared_secret", bytes(enc, publicKey), 32);
}

// { key, nonce }: the key schedule, of which one message uses the first nonce.
export async function schedule(shared, info) {
  const none = bytes();
  const context = bytes(BASE_MODE, await labelledExtract(SUITE, NO_SALT, "psk_id_hash", none),
    await labelledExtract(SUITE, NO_SALT, "info_hash", info));
  const secret = await labelledExtract(SUITE, shared, "secret", none);
  return {
    key: await labelledExpand(SUITE, secret, "key", context, 32),
    nonce: await labelledExpand(SUITE, secret, "base_nonce", context, 12),
  };
}

export async function seal(publicKey, info, aad, plaintext) {
  const pair = await newPair();
  const enc = await rawPublic(pair.publicKey);
  const dh = await agree(pair.privateKey, await importPublic(publicKey));
  const { key, nonce } = await schedule(await sharedSecret(dh, enc, publicKey), bytes(info));
  return bytes(enc, await aes("encrypt", key, nonce, aad, plaintext));
}

// keys: { publicKey, privateKey }. Rejects with OperationError when it does not open.
export async function open(keys, info, aad, sealed) {
  const enc = sealed.slice(0, POINT_BYTES);
  const dh = await agree(await importPrivate(keys), await importPublic(enc));
  const { key, nonce } = await schedule(await sharedSecret(dh, enc, keys.publicKey), bytes(info));
  return aes("decrypt", key, nonce, aad, sealed.slice(POINT_BYTES));
}
