// What an expression may read: the answers as they stand around one question.
const NOWHERE = Object.freeze([]);
export const NO_COLUMNS = Object.freeze({});

/**
 * reading: answers by key (see reading.js), with its clock. current: the answer in
 * question. columns: those of one choice. at: the instances this question stands in,
 * outermost first; repeats: their names.
 */
export class Scope {
  constructor(reading, { current = "", columns = NO_COLUMNS, at = NOWHERE, repeats = NOWHERE } = {}) {
    this.reading = reading;
    this.current = current;
    this.columns = columns;
    this.at = at;
    this.repeats = repeats;
  }

  /** The same place with the columns of another choice. */
  with(columns) {
    const { reading, current, at, repeats } = this;
    return new Scope(reading, { current, columns, at, repeats });
  }

  get today() { return this.reading.today; }

  get now() { return this.reading.now; }

  /** A column's text; a list may name a column “constructor”. */
  column(name) { return textOf(this.columns, name); }

  read(name) { return this.reading.read(this.reading.nearest(name, this)); }

  /** The texts of all instances of a question or repeat, from here. */
  all(name) { return this.reading.all(name, this); }

  indexed(name, given) { return this.reading.indexed(name, given, this); }

  /** The columns of every choice of a list. */
  choices(list) { return this.reading.choices(list); }

  choiceName(code, question) { return this.reading.choiceName(code, question); }
}

export const textOf = (texts, name) => (Object.hasOwn(texts, name) ? texts[name] : "");
