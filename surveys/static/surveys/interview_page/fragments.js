// The fragments and sentences of one version in one language, or two, as the server made
// them. They are text for people: nothing in them is of a person.
import { plainName } from "./date_parts.js";

const loaded = new Map(); // address → Fragments

/** The fragments are not on this tablet, or damaged, and there is no connection. */
export class NoFragments extends Error {}

/** version: its fingerprint; page: the language of buttons; second: "" for one language. */
export async function loadFragments({ version, page, language, second = "" }) {
  const both = second && second !== language ? `${language}/${second}` : language;
  const address = `/tablet/screens/${version}/${page}/${both}/`;
  if (!loaded.has(address)) loaded.set(address, new Fragments(await documentAt(address, version)));
  return loaded.get(address);
}

/** The page with the fragments of a version; rejects with NoFragments. */
export function documentAt(address, version) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onerror = () => reject(new NoFragments(address));
    request.onload = () => {
      const page = request.status === 200 ? request.response : null;
      const isWhole = Boolean(page?.querySelector("template[data-texts]")); // they come last
      if (isWhole && page.documentElement.dataset.fragments === version) resolve(page);
      else reject(new NoFragments(address)); // a page of another network, or a sign-in page
    };
    request.send();
  });
}

export class Fragments {
  #texts;
  #months;

  constructor(page) {
    this.page = page;
    this.data = page.documentElement.dataset;
    this.lang = page.documentElement.lang;
    const texts = page.querySelector("template[data-texts]").content;
    this.#texts = new Map([...texts.querySelectorAll("[data-text]")].map((text) => (
      [text.dataset.text, text.textContent.trim().replace(/\s+/g, " ")])));
    this.#months = new Map([...texts.querySelectorAll("[data-month]")].map((text) => (
      [plainName(text.textContent), text.dataset.month])));
  }

  get months() { return this.#months; }

  #copy(selector) { return document.importNode(this.page.querySelector(selector).content, true); }

  screen(name) { return this.#copy(`template[data-screen="${CSS.escape(name)}"]`); }

  /** A whole page with its bar: a form. */
  pageOf(name) { return this.#copy(`template[data-page="${name}"]`).querySelector("form"); }

  /** One row, panel or line, to be filled in. */
  row(name) { return this.#copy(`template[data-row="${name}"]`).firstElementChild; }

  has(name) { return this.#texts.has(name); }

  /** A sentence with its __names__ filled in. */
  say(name, values = {}) {
    if (!this.#texts.has(name)) throw new Error(`no sentence “${name}”`);
    return this.#texts.get(name).replace(/__(\w+)__/g, (_whole, key) => String(values[key] ?? ""));
  }

  /** The sentence for one thing or for several, as the language counts them. */
  count(name, number, values = {}) {
    const one = new Intl.PluralRules(this.lang).select(number) === "one"; // in French also 0
    return this.say(one ? `${name} one` : name, { count: number, ...values });
  }
}
