// Labels, answers and problems in words. See answer_labels.py.
import { splitKey } from "../engine/index.js";
import { plainNumber } from "../engine/numbers.js";
import { letters } from "../engine/texts.js";
import { isState } from "../engine/values.js";
import { withAnswers, withoutAnswers } from "./answers_in_texts.js";

const SAFEGUARD = "x_"; // filled by the interviewer; never skipped
const OWN_SENTENCE = ["constraint", "required", "unlikely"];

/** The text of a label in one language, else in the instrument's own. */
export const inLanguage = (labels, language, instrument) => labels?.[language] || labels?.[instrument.defaultLanguage] || "";

/** A label without the marks of Markdown; ${name} stays as it is. */
export const plain = (text) => text.replace(/\$\{[^}]*\}|\\([\\*_`])|\*\*|__|[*`]/g, (whole, kept) => (whole.startsWith("${") ? whole : kept ?? ""));

export class Words {
  /** language: of the questions; fragments: sentences of the page; journeyNow: for answers in texts. */
  constructor(instrument, language, fragments, journeyNow) {
    Object.assign(this, { instrument, language, fragments, journeyNow });
  }

  /** around: where the label stands, if that is in a repeat. */
  label(labels, around) {
    const text = plain(inLanguage(labels, this.language, this.instrument));
    return withAnswers(text, { journey: this.journeyNow(), words: this, language: this.language, around });
  }

  /** The label of a question; “Age (2)” for the second instance. */
  question(key) {
    const [name, instance] = splitKey(key);
    const known = this.instrument.has(name) ? this.instrument.question(name) : this.instrument.repeat(name);
    const label = this.label(known.label, { instance, repeats: known.repeats }) || name;
    return instance.length ? `${label} (${instance.join(", ")})` : label;
  }

  /** What is wrong, and what to do. */
  problem({ question: key, code, params = {}, message = {} }) {
    const question = this.instrument.question(key);
    const own = OWN_SENTENCE.includes(code) && this.label(message, { instance: splitKey(key)[1], repeats: question.repeats });
    if (own) return own;
    if (code === "required") return this.#required(question);
    if (code === "identifying") return params.kinds.map((kind) => this.fragments.say(`identifying ${kind}`)).join(" ");
    if (code === "too_long") return this.fragments.say(params.limit === 1 ? "problem too_long_one" : "problem too_long", params);
    const name = this.fragments.has(`problem ${code}`) ? code : "constraint";
    const value = letters(String(params.value ?? "")).slice(0, 40).join("");
    return this.fragments.say(`problem ${name}`, { ...params, value });
  }

  #required(question) {
    if (question.name.startsWith(SAFEGUARD)) return this.fragments.say("required safeguard");
    return this.fragments.say(question.choices.length ? "required choices" : "required text");
  }

  /** A stored answer as a person reads it on a check page. */
  answer(value, key, language = "") {
    const question = this.instrument.question(key);
    const text = (labels) => withoutAnswers(plain(inLanguage(labels, language || this.language, this.instrument)));
    if (isState(value)) {
      const own = question.choices.find((choice) => choice.state === value.state);
      return own ? text(own.label) : this.fragments.say(`state ${value.state}`);
    }
    if (question.type === "acknowledge") return this.fragments.say("acknowledged");
    if (question.type === "date") return this.day(String(value), language || this.fragments.lang);
    if (typeof value === "number") return plainNumber(value);
    if (!question.choices.length) return String(value);
    const label = (code) => text(question.choice(code)?.label ?? {}) || String(code);
    if (question.type === "rank") return value.map((code, place) => `${place + 1}. ${label(code)}`).join(", ");
    return [value].flat().map(label).join(", ");
  }

  /** A date as far as it is known: 2024, March 2024, 28 November 2026. */
  day(stored, language = this.fragments.lang) {
    if (stored.length === 4) return stored;
    const parts = stored.length === 7 ? { year: "numeric", month: "long" } : { dateStyle: "long" };
    const day = new Date(`${stored.length === 7 ? `${stored}-01` : stored}T12:00:00Z`);
    return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...parts, timeZone: "UTC" }).format(day);
  }
}
