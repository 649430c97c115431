// Open interviews on the tablet: begun, read, saved, removed. Each is sealed with its id
// and revision; a save names the revision that its window saw, so that two windows never
// write over each other.
import { Journey, answersAtStart } from "../engine/index.js";
import { newId } from "../sealing/primitives.js";
import { unlessDamaged } from "./vault.js";
import { NoSpace, change, read } from "./stored_records.js";

const SOON_MS = 1_000; // within two seconds of a change it is on the disk
const context = (id, revision) => ["draft", id, revision];

/**
 * A new open interview, stored before the first question.
 * Resolves with { outcome: "begun", draft }, or { outcome: "refused", reason }: one of
 * "round_not_open", "suspended", "no_version", "too_many", "children", "clinical"; or
 * { outcome: "no_space" }. heldToday: interviews of today that are no drafts any more.
 */
export async function beginInterview({ vault, pack, assignment, language, secondLanguage = "", heldToday = 0 }) {
  const reason = await whyNot(vault, pack, assignment, heldToday);
  if (reason) return { outcome: "refused", reason };
  const now = pack.now().toISOString();
  const second = secondLanguage === language ? "" : secondLanguage;
  const instrument = await pack.instrument(assignment.version);
  const [id, today] = [newId(), pack.today()];
  const journeyFor = (answers) => new Journey(instrument, answers, { today, seed: id });
  const draft = {
    id, revision: 0,
    round: assignment.round, site: assignment.site, assignment: assignment.id,
    version: assignment.version, title: instrument.title, terms: pack.round(assignment.round).terms,
    language, secondLanguage: second,
    answers: answersAtStart(instrument, assignment.answers ?? {}, journeyFor), unchecked: {}, screen: "",
    startedAt: now, savedAt: now, day: today,
  };
  const saved = await saveDraft({ vault, draft, savedAt: now });
  return saved.outcome === "saved" ? { outcome: "begun", draft: saved.draft } : saved;
}

async function whyNot(vault, pack, assignment, heldToday) {
  const round = pack.round(assignment.round);
  if (round?.state !== "open") return "round_not_open";
  if (round.suspended.includes(assignment.site)) return "suspended";
  const instrument = assignment.version && await pack.instrument(assignment.version);
  if (!instrument) return "no_version";
  if (instrument.settings.gate === "child" && !round.open_to_children) return "children";
  if (instrument.settings.gate === "clinical" && !round.clinical_approval) return "clinical";
  const begun = (await listDrafts(vault)).filter((draft) => draft.day === pack.today());
  return begun.length + heldToday >= round.most_interviews_a_day ? "too_many" : "";
}

/**
 * Save a draft that is still at draft.revision. Resolves with
 * { outcome: "saved", draft } with its new revision, "changed_elsewhere" where another
 * window saved it, "ended" where it was finished or removed, or "no_space".
 */
export async function saveDraft({ vault, draft, savedAt = new Date().toISOString() }) {
  const { id, revision, ...content } = draft;
  const next = revision + 1;
  const sealed = await vault.seal(context(id, next), { ...content, savedAt });
  try {
    const outcome = await change(["drafts"], async (stores) => {
      const stored = await stores.get("drafts", id);
      if (!stored && revision) return "ended";
      if (stored && stored.revision !== revision) return "changed_elsewhere";
      await stores.put("drafts", id, { id, revision: next, sealed });
      return "saved";
    });
    return outcome === "saved" ? { outcome, draft: { ...draft, savedAt, revision: next } } : { outcome };
  } catch (problem) {
    if (problem instanceof NoSpace) return { outcome: "no_space" };
    throw problem;
  }
}

const opened = async (vault, { id, revision, sealed }) => (
  { id, revision, ...await vault.open(context(id, revision), sealed) }
);

/** The draft, or null where it has ended. */
export async function readDraft({ vault, id }) {
  const stored = await read(["drafts"], (stores) => stores.get("drafts", id));
  return stored ? opened(vault, stored) : null;
}

/** All open interviews that can be read, the one saved last first. */
export const listDrafts = async (vault) => (await readDrafts(vault)).drafts;

/** { drafts, damaged }: a damaged one hides no other; damaged is how many there are. */
export async function readDrafts(vault) {
  const stored = await read(["drafts"], (stores) => stores.all("drafts"));
  const readable = await Promise.all(stored.map((draft) => unlessDamaged(opened(vault, draft))));
  const drafts = readable.filter(Boolean).sort((a, b) => b.savedAt.localeCompare(a.savedAt));
  return { drafts, damaged: stored.length - drafts.length };
}

/** Remove a draft and all that was typed: "removed", "changed_elsewhere" or "ended". */
export const removeDraft = ({ id, revision }) => change(["drafts"], async (stores) => {
  const stored = await stores.get("drafts", id);
  if (!stored) return "ended";
  if (stored.revision !== revision) return "changed_elsewhere";
  await stores.remove("drafts", id);
  return "removed";
});

/**
 * Saves by itself, one save at a time. change(parts) takes over what was typed, and
 * flush() resolves when all of it is on the disk. onOutcome hears each outcome but "saved";
 * after "changed_elsewhere" or "ended" nothing is saved any more.
 */
export function autosaving({ vault, draft, onOutcome, now = () => new Date() }) {
  let current = draft;
  let [dirty, over, timer, saving] = [false, false, 0, Promise.resolve()];

  async function save() {
    if (!dirty || over) return;
    dirty = false;
    const result = await saveDraft({ vault, draft: current, savedAt: now().toISOString() });
    if (result.outcome === "saved") {
      current = { ...current, revision: result.draft.revision, savedAt: result.draft.savedAt };
      return;
    }
    dirty = true; // it is still only in memory
    over = result.outcome !== "no_space";
    onOutcome(result.outcome);
  }

  function flush() {
    clearTimeout(timer);
    timer = 0;
    saving = saving.then(save, save);
    return saving;
  }

  return {
    get draft() { return current; },
    get isSaved() { return !dirty; },
    change(parts) {
      current = { ...current, ...parts, id: current.id, revision: current.revision };
      dirty = true;
      timer ||= setTimeout(flush, SOON_MS);
    },
    flush,
  };
}
