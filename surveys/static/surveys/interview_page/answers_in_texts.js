// Answers that a text names: “Is ${name} at school?”. Twin: answers_in_texts.py.
const REFERENCE = /\$\{\s*([^}]*?)\s*\}/g;
const NAMED = ["aria-label"]; // attributes with texts of the instrument
export const GAP = "…"; // in place of an answer that is missing

/**
 * A text with the answers that it names, a choice by its label in the language. An answer
 * that is missing, not asked, or not shown because somebody may hear leaves a gap.
 * around: { instance, repeats }, where the text stands; the answers nearest to it are meant.
 */
export function withAnswers(text, { journey, words, language, around = { instance: [], repeats: [] } }) {
  return text.replace(REFERENCE, (_whole, name) => {
    const key = journey.nearest(name, around);
    if (!journey.instrument.has(name) || !journey.read(key)) return GAP;
    return words.answer(journey.answerOf(key).value, key, language).trim().replace(/\s+/g, " ");
  });
}

/** A text where no answer is known. */
export const withoutAnswers = (text) => text.replace(REFERENCE, GAP);

/** The texts of a screen that name answers, as they were written. */
export class TextsWithAnswers {
  #places = []; // { text, language, write }

  add(content) {
    const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const here = node;
      if (names(here.data)) this.#places.push({ text: here.data, language: languageOf(here.parentElement), write: (text) => { here.data = text; } });
    }
    for (const attribute of NAMED) {
      for (const element of content.querySelectorAll(`[${attribute}*="\${"]`)) {
        const write = (text) => element.setAttribute(attribute, text);
        this.#places.push({ text: element.getAttribute(attribute), language: "", write });
      }
    }
  }

  /** how: what withAnswers takes beside the language. */
  write(how) {
    for (const { text, language, write } of this.#places) {
      write(withAnswers(text, { ...how, language: language || how.words.language }));
    }
  }
}

const names = (text) => text.includes("${");

const languageOf = (element) => element.closest("[lang]")?.lang ?? "";
