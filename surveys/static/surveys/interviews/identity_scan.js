// Finds in free text what would point to a person. identifying.py is its twin: it says
// why; tests/conformance/identifying.json judges both.
export const STRONG = ["email", "coordinates", "date", "file", "phone", "number"];
const WEAK = ["name"];
const LOOKED_AT = 4_000; // characters: no longer text is stored

const range = (first, last) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const each = (codes, text) => codes.map((code) => [String.fromCodePoint(code), text]);
const digits = [0x660, 0x6f0, 0x966, 0x9e6, 0xff10]
  .flatMap((first) => range(0, 9).map((digit) => [String.fromCodePoint(first + digit), String(digit)]));
const PLAIN = new Map([
  ...digits,
  ...each([0xad, ...range(0x200b, 0x200f), ...range(0x202a, 0x202e), 0x2060, 0xfeff], ""),
  ...each([0x09, 0xa0, ...range(0x2000, 0x200a), 0x202f, 0x3000], " "),
  ...each([...range(0x2010, 0x2015), 0x2212, 0xfe63, 0xff0d], "-"),
  ["\uff20", "@"], ["\uff0b", "+"],
]);

const DAY = "(?:0?[1-9]|[12][0-9]|3[01])";
const MONTH = "(?:0?[1-9]|1[0-2])";
const YEAR = "(?:1[34]|19|20)[0-9]{2}";
const MONTHS = "jan(?:uary|vier|v)?|feb(?:ruary)?|f[ée]vr?(?:ier)?|mar(?:ch|s)?|apr(?:il)?"
  + "|avr(?:il)?|may|mai|june?|juin|july?|juil(?:let)?|aug(?:ust)?|ao[uû]t"
  + "|sept?(?:ember|embre)?|oct(?:ober|obre)?|nov(?:ember|embre)?"
  + "|dec(?:ember)?|d[ée]c(?:embre)?"
  + "|يناير|فبراير|مارس|أبريل|ابريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر";
const UNIT = "dollars?|euros?|francs?|pounds?|dinars?|dirhams?|livres?|shillings?|naira|baht"
  + "|pesos?|usd|eur|gbp|chf|cfa|fcfa|xaf|xof|mad|tnd|dzd|egp|lyd|cad|aud|thb|myr"
  + "|kes|ngn|people|persons?|personnes?|migrants?|cases|cas|beds|lits|places";
const LETTER = "A-Za-zÀ-ÖØ-öø-ſ";
const NAME = `[A-ZÀ-ÖØ-ÞĀ-ſ][${LETTER}'’\\-]+`;
const TITLE = "Mr|Mrs|Ms|Miss|Mister|Dr|Doctor|Docteur|M|Mme|Mlle|Monsieur|Madame|Mademoiselle"
  + "|Sheikh|Cheikh|[Oo]fficer|[Ii]nspector|[Cc]aptain|[Ss]ergeant|[Jj]udge"
  + "|[Ii]nspecteur|[Cc]apitaine|[Ss]ergent|[Jj]uge|[Mm]a[iî]tre|Me";
const RELATIVE = "(?:[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur) (?:brother|sister|mother|father|son"
  + "|daughter|husband|wife|uncle|aunt|cousin|friend|lawyer|child|baby|cellmate)"
  + "|(?:[Mm]on|[Mm]a|[Ss]on|[Ss]a|[Nn]otre|[Ll]eur) (?:frère|sœur|soeur|mère|père"
  + "|fils|fille|mari|femme|oncle|tante|cousine?|amie?|avocate?|enfant|bébé)";
const CALLED = "[Nn]ames? (?:is|was|are)|(?:is|was|am|are) (?:called|named)|[Nn]amed"
  + "|call(?:s|ed)? (?:me|him|her)|(?:[Ss]|[Mm])['’]appel(?:le|ait|lent|aient)"
  + "|[Aa]ppelée?|[Nn]ommée?|[Nn]oms? (?:est|était|de famille est)|[Ss]e nomme";

const any = (source) => new RegExp(source, "giu"); // capitals or not
const exact = (source) => new RegExp(source, "gu");
const EMAIL_PART = "[^ \\n\\r@,;:<>()\\[\\]]{1,64}";

const PATTERNS = {
  email: [any(`()${EMAIL_PART} ?(?:@|[(\\[] ?(?:at|arobase) ?[)\\]]) ?${EMAIL_PART}`
    + "\\.[^ \\n\\r@,;:<>()\\[\\].]{2,24}")],
  coordinates: [
    exact("(^|[^0-9.,])-?[0-9]{1,3}[.,][0-9]{4,} ?[,; ] ?-?[0-9]{1,3}[.,][0-9]{4,}"),
    exact("(^|[^0-9])[0-9]{1,3} ?° ?[0-9]{1,2}(?:[.,][0-9]+)? ?['’′]"),
    exact("(^|[^0-9])[0-9]{1,3}[.,][0-9]+ ?°? ?[NS][ ,;]{1,2}[0-9]{1,3}[.,][0-9]+ ?°? ?[EWO]"),
  ],
  date: [
    exact(`(^|[^0-9])${YEAR}([-/.])${MONTH}\\2${DAY}(?![0-9])`),
    exact(`(^|[^0-9.])(?:${DAY} ?[-/.] ?${MONTH}|${MONTH} ?[-/.] ?${DAY})`
      + ` ?[-/.] ?${YEAR}(?![0-9])`),
    exact(`(^|[^0-9./\\-])(?:${DAY}[-/]${MONTH}|${MONTH}[-/]${DAY})[-/][0-9]{2}`
      + "(?![-/.]?[0-9])"),
    any(`(^|[^0-9])${DAY}(?:st|nd|rd|th|er)? ?[-./]? ?(?:of |de )?(?:${MONTHS})`
      + `\\.?,? ?[-/]? ?${YEAR}(?![0-9])`),
    any(`(^|[^A-Za-z])(?:${MONTHS})\\.? ${DAY}(?:st|nd|rd|th)?,? ${YEAR}(?![0-9])`),
  ],
  file: [
    any("(^|[^A-Za-z])(?:file|case|dossier|passport|passeport|permit|visa"
      + "|registration|ticket|badge|card|carte|matricule|id)"
      + " ?(?:(?:number|numéro|numero|nr|no|n)[.°º:# ]{1,3}|#:? ?)[A-Z]{0,4}[-/ ]?"
      + "[0-9][0-9A-Z/\\-]{2,}"),
    any(`(^|[^A-Za-z0-9])(?!(?:${UNIT})[0-9])[A-Za-z]{1,4}[-/.#]?[0-9]{5,}`),
    exact(`(^|[^A-Za-z0-9])(?!(?:${UNIT.toUpperCase()}) )[A-Z]{1,4} [0-9]{5,}`),
    exact("(^|[^A-Za-z0-9])[A-Z]{1,3}[0-9]{2,}[A-Z]{1,3}[0-9]{2,}"),
    exact("(^|[^A-Za-z0-9])[0-9]{2,4}[-/][A-Z]{1,5}[-/][0-9]{2,}"),
    exact("(^|[^A-Za-z0-9])[0-9]{2,}[A-Z]{1,3}[0-9]{3,}"),
  ],
  phone: [exact("(^|[^0-9])(?:\\+|0)[0-9]{1,4}(?: - [0-9]{2,4}){3,}")],
  name: [
    exact(`(^|[^${LETTER}])(?:${TITLE})\\.? ${NAME}`),
    exact(`(^|[^${LETTER}])(?:${RELATIVE}),? ${NAME}`),
    exact(`(^|[^${LETTER}])(?:${CALLED}) ${NAME}`),
  ],
};

const RUN = exact("\\+?\\(?[0-9](?:[ .()\\-]{0,2}[0-9]){5,}");
const UNIT_BEFORE = new RegExp(`(?:^|[^A-Za-z])(?:${UNIT}) ?$|[$€£] ?$`, "iu");
const UNIT_AFTER = new RegExp(`^ ?(?:(?:${UNIT})(?![A-Za-z])|[$€£])`, "iu");
const NO_NUMBER = [
  /^[1-9][0-9]{0,2}(?:[ .][0-9]{3})*[ .][0-9]00$/u,
  /^(?:19|20)[0-9]{2}(?:[ -](?:19|20)[0-9]{2})+$/u,
  /^(?:(?:19|20)[0-9]{2} [0-9]{1,3}|[0-9]{1,3} (?:19|20)[0-9]{2})$/u,
  /^[0-9]{1,2}\.[0-9]{2}-[0-9]{1,2}\.[0-9]{2}$/u,
];
const PHONE_DIGITS = 8;

/** The kinds that a text holds, strong ones first: ["phone", "name"]. */
export function foundIn(text) {
  let left = Array.from(text.slice(0, 2 * LOOKED_AT)).slice(0, LOOKED_AT)
    .map((letter) => PLAIN.get(letter) ?? letter).join("");
  const kinds = new Set();
  for (const [kind, patterns] of Object.entries(PATTERNS)) {
    for (const pattern of patterns) {
      left = left.replace(pattern, (_whole, before) => { kinds.add(kind); return `${before}\n`; });
    }
  }
  for (const kind of longNumbers(left)) kinds.add(kind);
  return [...STRONG, ...WEAK].filter((kind) => kinds.has(kind));
}

function* longNumbers(text) {
  for (const { 0: written, index } of text.matchAll(RUN)) {
    if (NO_NUMBER.some((pattern) => pattern.test(written))) continue;
    const after = text.slice(index + written.length).slice(0, 12);
    if (UNIT_BEFORE.test(text.slice(0, index).slice(-12)) || UNIT_AFTER.test(after)) continue;
    const many = written.replace(/[^0-9]/gu, "").length >= PHONE_DIGITS;
    yield many && "+0".includes(written.replace(/^\(+/u, "")[0]) ? "phone" : "number";
  }
}
