// The only module that touches `crypto`.
import { bytes } from "./bytes.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const NONCE_BYTES = 12;

// -- chance and hashes -------------------------------------------------------------
export const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** A random id as the server writes it (UUID, version 4). */
export function newId() {
  const hex = [...randomBytes(16)].map((byte, place) => {
    if (place === 6) return (byte & 0x0f) | 0x40;
    return place === 8 ? (byte & 0x3f) | 0x80 : byte;
  }).map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export async function sha256(content) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(content)));
}

export async function hmac(key, content) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, content));
}

// -- AES-256-GCM under the bytes of a key --------------------------------------------
export async function aes(act, key, nonce, aad, content) {
  const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, [act]);
  return aesWith(imported, act, nonce, aad, content);
}

async function aesWith(key, act, nonce, aad, content) {
  const bound = { name: "AES-GCM", iv: nonce, additionalData: bytes(aad) };
  return new Uint8Array(await crypto.subtle[act](bound, key, content));
}

// -- AES-256-GCM under a key that no script can read ---------------------------------
/** Nonce and ciphertext. context: what the ciphertext belongs to. */
export async function sealWith(key, context, content) {
  const nonce = randomBytes(NONCE_BYTES);
  return bytes(nonce, await aesWith(key, "encrypt", nonce, context, bytes(content)));
}

/** Rejects with OperationError where it does not open. */
export const openWith = (key, context, sealed) => (
  aesWith(key, "decrypt", sealed.slice(0, NONCE_BYTES), context, sealed.slice(NONCE_BYTES))
);

/** A key for data; `raw` is for wrapping, and is overwritten by whoever asked for it. */
export async function newDataKey() {
  const raw = randomBytes(32);
  return { raw, key: await dataKey(raw) };
}

export const dataKey = (raw) => (
  crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"])
);

/** A key from a passphrase; only slow to make, so that few can be tried. */
export async function passphraseKey(passphrase, salt, rounds) {
  const typed = await crypto.subtle.importKey("raw", bytes(passphrase), "PBKDF2", false, ["deriveKey"]);
  const slow = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(slow, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// -- P-256 ------------------------------------------------------------------------
const encoded = (part) => btoa(String.fromCharCode(...part)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const decoded = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

export const newPair = () => crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);

export const rawPublic = async (key) => new Uint8Array(await crypto.subtle.exportKey("raw", key));

/** { publicKey: 65 bytes, privateKey: 32 bytes } */
export async function rawPair({ publicKey, privateKey }) {
  const { d } = await crypto.subtle.exportKey("jwk", privateKey);
  return { publicKey: await rawPublic(publicKey), privateKey: decoded(d) };
}

export const importPublic = (raw) => crypto.subtle.importKey("raw", raw, CURVE, true, []);

export function importPrivate({ publicKey, privateKey }) {
  const [x, y] = [publicKey.slice(1, 33), publicKey.slice(33)].map(encoded);
  const key = { kty: "EC", crv: "P-256", d: encoded(privateKey), x, y };
  return crypto.subtle.importKey("jwk", key, CURVE, false, ["deriveBits"]);
}

export async function agree(privateKey, publicKey) {
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256));
}
