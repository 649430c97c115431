// Dates and times as texts: YYYY-MM-DD, and YYYY-MM-DDTHH:MM:SS with its offset.
const DAY_MS = 86_400_000;
const DAY_SECONDS = 86_400;
const FIRST_DAY = -719_162; // 0001-01-01; there is no year 0
const LAST_DAY = 2_932_896; // 9999-12-31
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const TIME = /^(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?$/;
const MOMENT = new RegExp(
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]+))?)?"
  + "(?:Z|[+-][0-9]{2}:[0-9]{2})?$",
);

const CLOCK = new RegExp(
  "^((?:[01][0-9]|2[0-3])):([0-5][0-9])(?::([0-5][0-9](?:\\.[0-9]+)?))?"
  + "(?:Z|[+-][0-9]{2}:[0-9]{2})?$",
);
/** Short names of months and of days from Sunday on; other languages take the English. */
const NAMES = new Map(Object.entries({
  en: [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  ],
  fr: [
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
  ],
}));

/** Days since 1970-01-01 of an ISO date, or null when it is not a real date. */
export function dayNumber(text) {
  if (!DATE.test(text)) return null;
  const day = Date.parse(`${text}T00:00:00Z`) / DAY_MS;
  return fromDays(day) === text ? day : null; // 30 February comes back as another day
}

/** A time of day, HH:MM or HH:MM:SS. */
export const isTime = (text) => TIME.test(text);

/** A date with a time of day, and an offset where the tablet knows it. */
export const isMoment = (text) => text.length > 10 && days(text) !== null;

/**
 * Days since 1970-01-01 of a date, or of a moment in its own local time: a day stays
 * the day on which the person spoke, whatever the offset.
 */
export function days(text) {
  const day = dayNumber(text.slice(0, 10));
  if (day === null || text.length === 10) return day;
  const clock = clockOf(text);
  if (!clock) return null;
  const [hour, minute, second] = clock.slice(0, 3).map(Number);
  return day + (hour * 3600 + minute * 60 + second) / DAY_SECONDS;
}

/** ["09", "30", "00", "5"] of a moment, or null when it has no possible time of day. */
function clockOf(text) {
  const [match, hour, minute, second = "00", fraction = ""] = MOMENT.exec(text) ?? [];
  return match && isTime(`${hour}:${minute}:${second}`) ? [hour, minute, second, fraction] : null;
}

/** The part of a day that has gone by at a time of day: 0.5 at noon, else NaN. */
export function dayFraction(text) {
  const [match, hour, minute, second = "0"] = CLOCK.exec(text) ?? [];
  return match ? (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) / DAY_SECONDS : NaN;
}

/** The ISO date of a number of days, or "" when there is no such day. */
export function fromDays(number) {
  const day = Math.floor(number);
  if (!(day >= FIRST_DAY && day <= LAST_DAY)) return "";
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The moment, to the second, of a number of days; "" when there is none. */
export function momentOf(number) {
  const wholeDays = Math.floor(number);
  const seconds = Math.floor((number - wholeDays) * DAY_SECONDS + 0.5);
  const day = fromDays(wholeDays) && fromDays(wholeDays + Math.floor(seconds / DAY_SECONDS));
  if (!day) return "";
  const clock = new Date((seconds % DAY_SECONDS) * 1000).toISOString().slice(11, 19);
  return `${day}T${clock}`;
}

/**
 * A date or moment written by the marks %Y %m %d %H %M and their like. language: of the
 * short names of months (%b) and days (%a).
 */
export function formatMoment(text, pattern, language = "en") {
  const number = days(text);
  if (number === null) return "";
  const [year, month, day] = text.slice(0, 10).split("-");
  const [hour, minute, second, fraction] = clockOf(text) ?? ["00", "00", "00", ""];
  const [months, weekdays] = NAMES.get(language) ?? NAMES.get("en");
  const weekday = (((Math.floor(number) + 4) % 7) + 7) % 7;
  const marks = new Map(Object.entries({
    Y: year, y: year.slice(2), m: month, n: String(Number(month)), b: months[month - 1],
    d: day, e: String(Number(day)), a: weekdays[weekday],
    H: hour, h: String(Number(hour)), M: minute, S: second, 3: fraction.slice(0, 3).padEnd(3, "0"), "%": "%",
  }));
  return pattern.replace(/%([^\n])/gu, (match, mark) => marks.get(mark) ?? match);
}
