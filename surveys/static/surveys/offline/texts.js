// Sentences of the shell, as the server wrote them into the page in the reader's language.
const written = new Map([...document.querySelector("template[data-texts]").content.querySelectorAll("[data-text]")]
  .map((element) => [element.dataset.text, element.textContent.trim().replace(/\s+/g, " ")]));

/** A sentence with its __names__ filled in; of a word that is not known, the server's own problem. */
export function say(name, values = {}) {
  const sentence = written.get(name) ?? written.get("server");
  return sentence.replace(/__(\w+)__/g, (_whole, key) => String(values[key] ?? ""));
}

const language = document.documentElement.lang;
const dated = language === "en" ? "en-GB" : language; // 28 November 2026, 14:20
const day = new Intl.DateTimeFormat(dated, { dateStyle: "long" });
const moment = new Intl.DateTimeFormat(dated, { dateStyle: "long", timeStyle: "short" });

export const dayOf = (text) => day.format(new Date(`${text}T12:00:00`));
export const momentOf = (text) => (text ? moment.format(new Date(text)) : "–");

/** A label in the language of the page, else in another one. */
export const labelOf = (labels) => labels[language] ?? labels.en ?? Object.values(labels)[0] ?? "";
