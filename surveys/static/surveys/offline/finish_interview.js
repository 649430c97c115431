// Finishes an interview: checks it as the server will, seals people's own words to the
// custodians and the whole to the server, and moves it to the queue in one transaction.
// After that this tablet cannot read it.
import { Journey, splitKey } from "../engine/index.js";
import { gates, wordsDecide } from "../engine/compiled_questions.js";
import { references } from "../engine/expressions.js";
import { isState } from "../engine/values.js";
import { usedMs } from "../interview_page/interview_clock.js";
import { identifyingProblems } from "../interview_page/screen_answers.js";
import { sealWords } from "../sealing/own_words.js";
import { randomBytes, sha256 } from "../sealing/primitives.js";
import { toHex } from "../sealing/bytes.js";
import { sealRecord } from "../sealing/record_envelope.js";
import { NoSpace, change } from "./stored_records.js";
import { newCode } from "./withdrawal_code.js";

const WITH_ANSWERS = ["complete", "stopped"];
const MINUTE_MS = 60_000;
const CODE = "x_code"; // of an instrument that gives a code to withdraw
const URGENT = ["x_urgent", "x_refer"]; // kept apart whatever the outcome
const TYPED = ":typed"; // beside a question: what was typed and is no answer to it

/** The outcome as answer_checks.py derives it from the stop screens and the common questions. */
export function outcomeOf(journey, { stopped = false } = {}) {
  const answers = Object.fromEntries(journey.answers);
  if (answers.x_place_safe === "no" || ["staff", "codet"].includes(answers.x_interp)) return "unsafe";
  const stops = stopScreen(journey);
  if (stops) return stops.outcome;
  if (answers.x_consent === "yes" && answers.x_still_ok === "no") return "taken_back";
  for (const name of agreements(journey)) {
    if (answers[name] === undefined) return "not_begun";
    if (answers[name] !== "yes") return "refused";
  }
  return stopped ? "stopped" : "complete";
}

/** The first note shown that says what the interview counts as. */
const stopScreen = (journey) => journey.instrument.questions()
  .find(({ name, outcome }) => outcome && journey.isRelevant(name));

/** The questions to which somebody has to say yes: an adult, and perhaps a child. */
function agreements(journey) {
  const { respondent, assent = "" } = journey.instrument.settings;
  const asked = respondent === "none" ? [] : ["x_consent"]; // a checklist asks nobody
  return journey.instrument.has(assent) && journey.isRelevant(assent) ? [...asked, assent] : asked;
}

/** What must be put right before an interview is finished: problems by question. */
export function problemsOf(journey, { stopped = false }) {
  if (stopped) return []; // nobody corrects anything any more
  const outcome = outcomeOf(journey);
  if (outcome === "not_begun" && !stopScreen(journey)) {
    return [{ question: "x_consent", code: "required", params: {}, message: {} }];
  }
  if (!WITH_ANSWERS.includes(outcome)) return [];
  return [...journey.problems().filter((problem) => !problem.soft), ...identifyingProblems(journey)];
}

/**
 * Resolves with { outcome: "finished", id, code, until }, where code withdraws the interview
 * until a day ("" where the instrument gives none; it is kept nowhere on the tablet), { outcome: "problems", problems } (the draft
 * stays), { outcome: "unchecked", keys } where raw text waits on a question that is
 * asked, "changed_elsewhere", "ended", "no_space", or "no_version".
 *
 * draft: as it was read or saved last, with its revision. stopped: ended before the end.
 */
export async function finishInterview({ vault, pack, draft, stopped = false }) {
  const instrument = await pack.instrument(draft.version);
  if (!instrument) return { outcome: "no_version" };
  const today = draft.day ?? pack.today();
  const journey = new Journey(instrument, draft.answers, { today, seed: draft.id });
  const problems = problemsOf(journey, { stopped });
  if (problems.length) return { outcome: "problems", problems };
  const keys = waitingText(instrument, journey, draft, stopped);
  if (keys.length) return { outcome: "unchecked", keys };
  const proof = toHex(randomBytes(16));
  const terms = draft.terms ?? pack.round(draft.round).terms; // what the person was told
  const withAnswers = WITH_ANSWERS.includes(outcomeOf(journey, { stopped }));
  const code = withAnswers && instrument.has(CODE) && terms.withdrawal_until ? newCode() : "";
  const document = await documentOf({ vault, pack, draft, instrument, journey, stopped, today, proof, terms, code });
  const record = await sealRecord(document, draft.id, pack.server_key);
  const { title, round, site } = draft;
  const label = await vault.seal(["label", draft.id], { title, round, site, finishedAt: pack.now().toISOString(), day: today });
  const entry = { id: draft.id, record, proofHash: toHex(await sha256(proof)), key: pack.server_key.id, state: "waiting", label };
  return { ...await move(draft, entry), id: draft.id, code, until: terms.withdrawal_until };
}

/** Raw text that was not accepted, on questions that are asked; it is never dropped. */
function waitingText(instrument, journey, draft, stopped) {
  if (stopped || outcomeOf(journey) !== "complete") return [];
  return Object.keys(draft.unchecked ?? {}).filter((key) => instrument.has(splitKey(key)[0]) && journey.isRelevant(key));
}

async function documentOf({ vault, pack, draft, instrument, journey, stopped, today, proof, terms, code }) {
  const round = pack.round(draft.round);
  const withAnswers = WITH_ANSWERS.includes(outcomeOf(journey, { stopped }));
  const typed = stopped ? typedTexts(journey, draft.unchecked) : {};
  const possible = without(journey, Object.keys(typed));
  const { coded, words } = withAnswers ? divided(instrument, possible) : { coded: agreementOf(journey), words: {} };
  if (withAnswers) for (const [key, text] of Object.entries(typed)) words[key + TYPED] = text;
  const custody = { round: draft.round, interviewId: draft.id, custodians: round.custodians };
  const minutes = Math.floor(usedMs({ ...draft, now: pack.now() }) / MINUTE_MS);
  return {
    format: 1, interview_id: draft.id, device: vault.device, version: draft.version,
    round: draft.round, site: draft.site, answers: coded,
    words: Object.keys(words).length ? await sealWords(words, custody) : null,
    stopped, held_on: today, minutes: minutes >= 0 ? minutes : null, language: draft.language,
    terms, proof, withdrawal_code: code,
  };
}

/** Of a stopped interview, by question: what was typed and is not possible as an answer. */
function typedTexts(journey, unchecked = {}) {
  const hard = journey.problems().filter(({ soft, question }) => !soft && journey.answers.has(question));
  const texts = hard.map(({ question }) => [question, String(journey.answers.get(question))]);
  const asked = new Set(journey.askedKeys());
  const raw = Object.entries(unchecked).filter(([key]) => asked.has(key));
  return Object.fromEntries([...texts, ...raw.map(([key, parts]) => [key, [parts].flat().join(", ")])]);
}

/** The journey of the same interview without the answers under these keys. */
function without(journey, keys) {
  const answers = [...journey.answers].filter(([key]) => !keys.includes(key));
  return journey.withAnswers(Object.fromEntries(answers));
}

/** Coded answers, and own words that are asked for. What words decide is decided here. */
function divided(instrument, journey) {
  const [coded, words] = [{}, {}];
  const decided = wordsDecide(instrument);
  for (const [key, value] of journey.answers) {
    const name = splitKey(key)[0];
    const known = instrument.has(name);
    if (known && instrument.question(key).sealed && !isState(value)) {
      if (journey.isRelevant(key) && value !== "") words[key] = value;
    } else if (!known || !decided.has(name) || (instrument.question(key).answerable && journey.isRelevant(key))) {
      coded[key] = value;
    }
  }
  return { coded, words };
}

/** Without agreement only that is sent which says so, and the need for help. */
function agreementOf(journey) {
  const { instrument, answers } = journey;
  const stops = stopScreen(journey);
  const names = new Set([
    "x_place_safe", "x_interp", "x_consent", instrument.settings.assent, "x_still_ok", ...URGENT,
    ...(stops ? whatDecides(instrument, stops) : []),
  ]);
  return Object.fromEntries([...names].filter((name) => name && answers.has(name)).map((name) => [name, answers.get(name)]));
}

/** The questions that a stop screen hangs on, and those that they hang on. */
function whatDecides(instrument, question, found = new Set()) {
  for (const name of gates(instrument, question).flatMap((tree) => [...references(tree)])) {
    if (found.has(name) || !instrument.has(name)) continue;
    found.add(name);
    whatDecides(instrument, instrument.question(name), found);
  }
  return found;
}

async function move(draft, entry) {
  try {
    return await change(["drafts", "waiting"], async (stores) => {
      const stored = await stores.get("drafts", draft.id);
      if (!stored) return { outcome: "ended" };
      if (stored.revision !== draft.revision) return { outcome: "changed_elsewhere" };
      await stores.put("waiting", entry.id, entry);
      await stores.remove("drafts", draft.id);
      return { outcome: "finished" };
    });
  } catch (problem) {
    if (problem instanceof NoSpace) return { outcome: "no_space" };
    throw problem;
  }
}
