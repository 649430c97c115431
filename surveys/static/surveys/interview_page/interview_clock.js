// The clock of an interview: minutes used without breaks, and about how many are left.
const MINUTE_MS = 60_000;
const SECONDS_A_QUESTION = 25;
const CONSENT = "x_consent";

/**
 * Whole minutes; left: null before the person agreed; runs: not in a break.
 * usual: the median of completed interviews in minutes, or null before there are some.
 */
export function clockOf({ startedAt, breaks = {}, journey, now, usual = null }) {
  if (journey.instrument.settings.respondent === "none") return null;
  const used = Math.round(Math.max(0, usedMs({ startedAt, breaks, now })) / MINUTE_MS);
  const left = journey.read(CONSENT) === "yes" ? minutesLeft(journey, usual) : null;
  return { used, left, planned: Math.max(1, used + (left ?? 0)), runs: !breaks.since };
}

function minutesLeft(journey, usual) {
  const asked = Math.max(1, journey.askedKeys().length);
  const all = usual ?? (SECONDS_A_QUESTION * asked) / 60;
  return Math.max(1, Math.round((all * journey.unanswered().length) / asked));
}

/** Since it began, without breaks; below 0 where the clock went back. */
export const usedMs = ({ startedAt, breaks = {}, now }) => now - Date.parse(startedAt) - breakMs(breaks, now);

const breakMs = ({ seconds = 0, since }, now) => seconds * 1000 + (since ? Math.max(0, now - Date.parse(since)) : 0);

/** The breaks with one that begins now; one that goes on stays. */
export const begun = (breaks, now) => (breaks.since ? breaks : { ...breaks, since: now.toISOString() });

/** The breaks with the one that goes on ended. */
export const ended = (breaks, now) => (breaks.since ? { seconds: Math.floor(breakMs(breaks, now) / 1000) } : breaks);
