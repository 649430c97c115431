// What an expression may read: the answers as they stand around one question.
const NOWHERE = Object.freeze([]);
export const NO_COLUMNS = Object.freeze({});

/**
 * answers: those of relevance.js, by key, with their clock. current: the answer in
 * question. columns: those of one choice. instance: the one this question stands in,
 * outermost number first; repeats: their names.
 */
export class Scope {
  constructor(answers, { current = "", columns = NO_COLUMNS, instance = NOWHERE, repeats = NOWHERE } = {}) {
    this.answers = answers;
    this.current = current;
    this.columns = columns;
    this.instance = instance;
    this.repeats = repeats;
  }

  /** The same place with the columns of another choice. */
  with(columns) {
    const { answers, current, instance, repeats } = this;
    return new Scope(answers, { current, columns, instance, repeats });
  }

  get today() { return this.answers.today; }

  get now() { return this.answers.now; }

  get seed() { return this.answers.seed; }

  /** A column's text; a list may name a column “constructor”. */
  column(name) { return textOf(this.columns, name); }

  read(name) { return this.answers.read(this.answers.nearest(name, this)); }

  /** The texts of all instances of a question or repeat, from here. */
  all(name) { return this.answers.all(name, this); }

  indexed(name, numbers) { return this.answers.indexed(name, numbers, this); }

  /** The columns of every choice of a list. */
  choices(list) { return this.answers.choices(list); }

  choiceName(code, question) { return this.answers.choiceName(code, question); }
}

export const textOf = (texts, name) => (Object.hasOwn(texts, name) ? texts[name] : "");
