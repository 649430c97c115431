// Sends finished interviews. One is deleted here only after a receipt that carries the
// hash of what was sent, and the proof that was sealed inside: nobody but the server can
// know it. Any other answer deletes nothing.
import { sha256 } from "../sealing/primitives.js";
import { toHex } from "../sealing/bytes.js";
import { unlessDamaged } from "./vault.js";
import { NoAnswer, askSession, postJson } from "./server_answers.js";
import { change, eraseAll, read } from "./stored_records.js";

const MOST_RECORDS = 50;
const MOST_CHARACTERS = 1_800_000; // of one batch
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * 60_000;
const RECEIPT_DAYS = 14; // then a tablet no longer says where and when somebody was
const DAY_MS = 24 * 60 * 60 * 1000;
const STORED_BY_SERVER = ["received", "already_received", "quarantined", "withdrawn"];

const UNREADABLE = { site: "–", title: {}, finishedAt: "", day: "" }; // a damaged label

/** How long to wait after so many tries in a row that failed. */
export const waitAfter = (failures, chance = Math.random()) => (
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10)) * (0.75 + chance / 2)
);

/**
 * Send all that waits, also what was refused before when `again` is set.
 * Resolves with { problem, sentence, counts, device }: problem "" when the server
 * answered for everything, else as in NoAnswer. counts: by state. device: "registered",
 * "revoked" (and then everything here is erased once nothing waits), or "unknown".
 */
export async function sendWaiting({ device, again = false, vault = null }) {
  const counts = {};
  let state = "";
  try {
    let session = await askSession(device);
    state = session.device;
    if (state === "unknown") throw new NoAnswer("unknown");
    for (const batch of await batches(again)) {
      let answer;
      try {
        answer = await sendBatch(device, session, batch);
      } catch (problem) {
        if (problem.status !== 403) throw problem;
        session = await askSession(device); // the token changes with each sign-in
        answer = await sendBatch(device, session, batch);
      }
      await settle(batch, answer.outcomes, { counts, vault });
      state = answer.device;
    }
    await tell(device, session);
    if (state === "revoked") await wipeWhenEmpty(device, session);
    return { problem: "", sentence: "", counts, device: state };
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    return { problem: problem.problem, sentence: problem.sentence, counts, device: state };
  }
}

async function batches(again) {
  const entries = await read(["waiting"], (stores) => stores.all("waiting"));
  const sending = entries.filter((entry) => again || entry.state === "waiting");
  const parts = [];
  let length = 0;
  for (const entry of sending) {
    const full = parts.at(-1)?.length >= MOST_RECORDS || length + entry.record.length > MOST_CHARACTERS;
    if (!parts.length || full) { parts.push([]); length = 0; }
    parts.at(-1).push(entry);
    length += entry.record.length;
  }
  return parts;
}

async function told() {
  const [waiting, pack] = await read(["waiting", "pack"], async (stores) => (
    [await stores.all("waiting"), await stores.get("pack", "pack")]));
  return { unsent: waiting.length, keys: [...new Set([...waiting.map((entry) => entry.key), pack?.key].filter(Boolean))] };
}

async function sendBatch(device, session, batch) {
  const records = batch.map((entry) => entry.record);
  const { document } = await postJson("/tablet/sync/", session.csrf, { device, records });
  if (!Array.isArray(document.outcomes)) throw new NoAnswer("other_network");
  return document;
}

const tell = async (device, session) => (
  postJson("/tablet/sync/", session.csrf, { device, records: [], ...await told() })
);

async function settle(batch, outcomes, { counts, vault }) {
  const byHash = new Map(outcomes.filter((outcome) => typeof outcome?.sent === "string").map((outcome) => [outcome.sent, outcome]));
  const changes = [];
  for (const entry of batch) {
    const outcome = byHash.get(toHex(await sha256(entry.record)));
    const state = await judged(entry, outcome);
    counts[state] = (counts[state] ?? 0) + 1;
    if (state === "unproven") continue;
    const { sentence = "", problems = [] } = outcome;
    const note = state === "refused" && vault?.isOpen ? await vault.seal(["note", entry.id], { sentence, problems }) : null;
    changes.push({ entry, outcome, state, note });
  }
  await change(["waiting", "received"], async (stores) => {
    for (const { entry, outcome, state, note } of changes) {
      const stored = await stores.get("waiting", entry.id);
      if (stored?.record !== entry.record) continue; // another window has settled it
      if (state === "refused") await stores.put("waiting", entry.id, { ...stored, state, note });
      else {
        const { receipt, received_at: receivedAt } = outcome;
        await stores.put("received", entry.id, { id: entry.id, state, receipt, receivedAt, label: stored.label });
        await stores.remove("waiting", entry.id);
      }
    }
    for (const { id, receivedAt } of await stores.all("received")) {
      if (Date.now() - Date.parse(receivedAt) > RECEIPT_DAYS * DAY_MS) await stores.remove("received", id);
    }
  });
}

/** The outcome's state where it proves what it says, else "unproven". */
async function judged(entry, outcome) {
  if (outcome?.state === "refused") return "refused";
  if (!STORED_BY_SERVER.includes(outcome?.state) || typeof outcome.proof !== "string" || !outcome.receipt) return "unproven";
  return toHex(await sha256(outcome.proof)) === entry.proofHash ? outcome.state : "unproven";
}

async function wipeWhenEmpty(device, session) {
  const waiting = await read(["waiting"], (stores) => stores.keys("waiting"));
  if (waiting.length) return;
  await eraseAll();
  await postJson("/tablet/sync/", session.csrf, { device, records: [], wiped: true });
}

/** What waits and what was received, with what the vault opens of it. */
export async function listSent(vault) {
  const [waiting, received] = await read(["waiting", "received"], async (stores) => (
    [await stores.all("waiting"), await stores.all("received")]));
  const opened = async (entry) => ({
    ...entry,
    ...(await unlessDamaged(vault.open(["label", entry.id], entry.label)) ?? UNREADABLE),
    ...(entry.note ? await unlessDamaged(vault.open(["note", entry.id], entry.note)) : {}),
  });
  const lists = await Promise.all([waiting, received].map((entries) => Promise.all(entries.map(opened))));
  const newest = (a, b) => b.finishedAt.localeCompare(a.finishedAt);
  return { waiting: lists[0].sort(newest), received: lists[1].sort(newest) };
}
