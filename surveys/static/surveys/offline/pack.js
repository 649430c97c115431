// What the tablet takes along: work, forms, contacts, keys. It is stored sealed, for it
// says where somebody will be and whom they can call. A version of the forms stays until
// the last interview that was begun with it is finished.
import { Instrument } from "../engine/index.js";
import { listDrafts } from "./open_interviews.js";
import { askServer, askSession } from "./server_answers.js";
import { change, read } from "./stored_records.js";

const PACK = "pack";
const DAY_MS = 24 * 60 * 60 * 1000;
const versionKey = (fingerprint) => `version ${fingerprint}`;

/** The stored pack. clockOffset: how many milliseconds this tablet is behind the server. */
export class Pack {
  #vault;
  #instruments = new Map();

  constructor(vault, content, fetchedAt, clockOffset) {
    this.#vault = vault;
    Object.assign(this, content);
    Object.assign(this, { fetchedAt, clockOffset });
  }

  /** The moment by the server's clock, as far as the tablet knows. */
  now() { return new Date(Date.now() + this.clockOffset); }

  /** The day of the tablet's place, by the server's clock: “2026-11-30”. */
  today() {
    const now = this.now();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  }

  round(code) { return this.rounds.find((round) => round.code === code); }

  assignment(id) { return this.assignments.find((assignment) => assignment.id === id); }

  contactsAt(round, site) { return this.contacts.filter((contact) => contact.round === round && contact.site === site); }

  /** How long an interview with this version usually takes, or null. */
  usualMinutes(fingerprint) { return this.instruments[fingerprint]?.usualMinutes ?? null; }

  /** How many days ago the forms were fetched. */
  daysOld() { return Math.floor((this.now() - this.fetchedAt) / DAY_MS); }

  get isOld() { return this.daysOld() > this.good_days; }

  /** { title, source, version, compiled } of a version, or null where it is not here. */
  async version(fingerprint) {
    const sealed = await read(["pack"], (stores) => stores.get("pack", versionKey(fingerprint)));
    return sealed ? this.#vault.open(["version", fingerprint], sealed) : null;
  }

  /** The compiled instrument of a version for the engine, or null. */
  async instrument(fingerprint) {
    if (!this.#instruments.has(fingerprint)) {
      const version = await this.version(fingerprint);
      if (!version) return null;
      this.#instruments.set(fingerprint, new Instrument(version.compiled));
    }
    return this.#instruments.get(fingerprint);
  }
}

/** The pack that is stored, or null before the first one. */
export async function readPack(vault) {
  const stored = await read(["pack"], (stores) => stores.get("pack", PACK));
  if (!stored) return null;
  const { content, fetchedAt, clockOffset } = await vault.open([PACK], stored.sealed);
  return new Pack(vault, content, fetchedAt, clockOffset);
}

/**
 * Fetch the newest pack and store it. Resolves with the pack; rejects with NoAnswer, and
 * then the stored one stays as it is.
 */
export async function fetchPack(vault) {
  const stored = await read(["pack"], (stores) => stores.get("pack", PACK));
  const before = await readPack(vault);
  const headers = stored?.tag ? { "If-None-Match": stored.tag } : {};
  const { document, tag } = await askServer(`/tablet/pack/?device=${vault.device}`, { headers });
  const session = document ? { time: document.server_time } : await askSession(vault.device);
  const content = document ?? contentOf(before);
  const instruments = document ? Object.entries(document.instruments) : [];
  if (document) content.instruments = titlesOf(document.instruments);
  await store(vault, { content, tag: tag ?? stored?.tag, instruments, before, serverTime: session.time });
  return readPack(vault);
}

const contentOf = ({ fetchedAt, clockOffset, ...content }) => content;

const titlesOf = (instruments) => Object.fromEntries(Object.entries(instruments).map(
  ([fingerprint, { instrument, source, version, compiled, usual_minutes: usualMinutes }]) => (
    [fingerprint, { instrument, source, version, usualMinutes, title: compiled.title ?? {}, languages: compiled.languages }]),
));

async function store(vault, { content, tag, instruments, before, serverTime }) {
  const now = Date.parse(serverTime);
  const written = { content, fetchedAt: now, clockOffset: now - Date.now() };
  const sealed = await vault.seal([PACK], written);
  const versions = [];
  for (const [fingerprint, version] of instruments) {
    versions.push([versionKey(fingerprint), await vault.seal(["version", fingerprint], version)]);
  }
  const drafts = await listDrafts(vault);
  // Those of the pack before stay too: another window may begin with one at this moment.
  const used = new Set([
    ...Object.keys(content.instruments), ...Object.keys(before?.instruments ?? {}),
    ...drafts.map((draft) => draft.version),
  ].map(versionKey));
  await change(["pack"], async (stores) => {
    for (const key of await stores.keys("pack")) {
      if (key !== PACK && !used.has(key)) await stores.remove("pack", key);
    }
    for (const [key, version] of versions) await stores.put("pack", key, version);
    await stores.put("pack", PACK, { tag, key: content.server_key.id, sealed });
  });
}
