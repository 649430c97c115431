// The passphrase of the tablet. It makes a key that wraps a random key, and that one
// seals what lies on the tablet. Locked, the tablet holds neither key.
import { bytes, textOf } from "../sealing/bytes.js";
import { dataKey, newDataKey, openWith, passphraseKey, randomBytes, sealWith } from "../sealing/primitives.js";
import { change, read } from "./stored_records.js";

export const ROUNDS = 600_000; // of PBKDF2-SHA-256
const SHORTEST = 12;
const FEWEST_LETTERS = 6; // different ones
const KEY = "key";

/**
 * Why a passphrase is not good enough, as a word for texts: "" when it is. Digits alone
 * are refused whatever their length: people choose birthdays and telephone numbers.
 */
export function passphraseProblem(passphrase) {
  const typed = passphrase.normalize("NFKC").trim();
  if (/^[\p{N}\s.\-/]*$/u.test(typed)) return "digits";
  if ([...typed].length < SHORTEST) return "short";
  return new Set(typed.toLowerCase()).size < FEWEST_LETTERS ? "repeated" : "";
}

const plain = (passphrase) => passphrase.normalize("NFKC").trim();
const wrapContext = (device) => JSON.stringify(["daa vault 1", device]);

export class Vault {
  #key;

  constructor(device, deviceName, key) {
    this.device = device;
    this.deviceName = deviceName;
    this.#key = key;
  }

  get isOpen() { return Boolean(this.#key); }

  /** Forget the key. What is sealed opens only with the passphrase again. */
  lock() { this.#key = undefined; }

  /** Seal a value; context: a list that says what it belongs to. */
  async seal(context, value) {
    return sealWith(this.#opened(), this.#bound(context), bytes(JSON.stringify(value)));
  }

  /** The value; rejects where it was altered or belongs elsewhere. */
  async open(context, sealed) {
    return JSON.parse(textOf(await openWith(this.#opened(), this.#bound(context), sealed)));
  }

  #bound(context) { return JSON.stringify(["daa tablet 1", this.device, ...context]); }

  #opened() {
    if (!this.#key) throw new DOMException("locked", "InvalidStateError");
    return this.#key;
  }
}

/** What was opened, or null where it is damaged. */
export async function unlessDamaged(opening) {
  try {
    return await opening;
  } catch (problem) {
    if (problem.name === "OperationError") return null;
    throw problem;
  }
}

/** { device, name } of this tablet, or null where it was never set up. */
export async function tabletOf() {
  const stored = await read(["vault"], (stores) => stores.get("vault", KEY));
  return stored ? { device: stored.device, name: stored.name } : null;
}

/** Set up the tablet once; a second time rejects. */
export async function createVault({ passphrase, device, name }) {
  if (passphraseProblem(passphrase)) throw new RangeError("weak passphrase");
  const { raw, key } = await newDataKey();
  const wrapped = await wrapUnder(passphrase, device, raw);
  raw.fill(0);
  await change(["vault"], async (stores) => {
    if (await stores.get("vault", KEY)) throw new DOMException("set up already", "ConstraintError");
    await stores.put("vault", KEY, { device, name, ...wrapped });
  });
  return new Vault(device, name, key);
}

async function wrapUnder(passphrase, device, raw) {
  const salt = randomBytes(16);
  const wrapping = await passphraseKey(plain(passphrase), salt, ROUNDS);
  return { salt, rounds: ROUNDS, wrapped: await sealWith(wrapping, wrapContext(device), raw) };
}

/** The open vault, or null where the passphrase is wrong. */
export async function unlock(passphrase) {
  const stored = await read(["vault"], (stores) => stores.get("vault", KEY));
  const raw = stored && await unwrapped(stored, passphrase);
  if (!raw) return null;
  const key = await dataKey(raw);
  raw.fill(0);
  return new Vault(stored.device, stored.name, key);
}

async function unwrapped({ device, salt, rounds, wrapped }, passphrase) {
  const wrapping = await passphraseKey(plain(passphrase), salt, rounds);
  return unlessDamaged(openWith(wrapping, wrapContext(device), wrapped));
}

/** Whether the passphrase was changed; false where the one of before is wrong. */
export async function changePassphrase(before, after) {
  if (passphraseProblem(after)) throw new RangeError("weak passphrase");
  const stored = await read(["vault"], (stores) => stores.get("vault", KEY));
  const raw = stored && await unwrapped(stored, before);
  if (!raw) return false;
  const wrapped = await wrapUnder(after, stored.device, raw);
  raw.fill(0);
  await change(["vault"], (stores) => stores.put("vault", KEY, { ...stored, ...wrapped }));
  return true;
}
