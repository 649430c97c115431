// The way through an instrument: steps in order, which of them show, next and back.
import { toBoolean } from "./functions.js";
import { keyOf, splitKey } from "./instrument.js";
import { Reading } from "./reading.js";

const UNSEEN = ["calculate", "hidden"];

/** One screen as it is shown: with the instances that it stands in. */
export class Step {
  constructor(screen, at) {
    this.screen = screen;
    this.at = at;
    this.name = keyOf(screen.name, at);
  }

  get label() { return this.screen.label; }

  get questions() { return this.screen.questions; }

  /** The key of the repeat whose instances this screen lists, or "". */
  get roster() { return this.screen.roster ? keyOf(this.screen.roster, this.at) : ""; }

  key(question) { return keyOf(question.name, this.at); }

  /** Whether it stands inside these instances of these repeats. */
  isWithin(repeats, at) {
    return repeats.every((name, depth) => this.screen.repeats[depth] === name)
      && at.every((place, depth) => this.at[depth] === place);
  }
}

export class Path extends Reading {
  #steps;

  /** Every screen with its instances, shown or not, in order. */
  steps(section) {
    this.#steps ??= new Map(this.asked.sections.map(
      ({ name }) => [name, this.#walk(this.plans.parts.get(name), [])],
    ));
    return section === undefined ? [...this.#steps.values()].flat() : this.#steps.get(section);
  }

  #walk(parts, at) {
    return parts.flatMap((part) => {
      if (!part.parts) return [new Step(part, at)];
      const count = this.countOf(part.repeat, at);
      return Array.from({ length: count }, (_, place) => this.#walk(part.parts, [...at, place + 1]))
        .flat();
    });
  }

  /** The step of a name, whether it is on the path or not. */
  step(name) { return new Step(this.asked.screen(name), splitKey(name)[1]); }

  /** The screens to show, in order. */
  screens(section) { return this.steps(section).filter((step) => this.shows(step)); }

  shows(step) {
    if (step.roster) return this.#asksForMore(step);
    return step.questions.some(
      (one) => !UNSEEN.includes(one.type) && this.isRelevant(step.key(one)),
    );
  }

  #asksForMore(step) {
    const { repeat, relevance } = this.plans.repeats.get(step.screen.roster);
    const scope = this.scope({ at: step.at, repeats: repeat.repeats });
    return relevance.every((test) => toBoolean(test(scope)));
  }

  /**
   * The screen to show after one, which need not be on the path any more. After the
   * roster of a repeat comes what follows the repeat; after the last screen of an
   * instance comes its roster, where there is one.
   */
  nextScreen(after) {
    const [, at] = splitKey(after);
    const screen = this.asked.screen(after);
    const shown = this.screens();
    const innermost = screen.repeats.at(-1);
    if (innermost && this.#hasRoster(innermost)) {
      const inside = shown.filter((step) => step.isWithin(screen.repeats, at));
      const roster = keyOf(innermost, at.slice(0, -1));
      return this.#after(after, inside) ?? shown.find((step) => step.roster === roster)
        ?? this.#past(roster, shown);
    }
    if (screen.roster) return this.#past(keyOf(screen.roster, at), shown);
    return this.#after(after, shown);
  }

  #hasRoster(repeat) { return !this.plans.repeats.get(repeat).count; }

  #places() { return new Map(this.steps().map(({ name }, place) => [name, place])); }

  #after(after, shown) {
    const places = this.#places();
    const here = places.get(after) ?? this.#lastBefore(after, places);
    return shown.find(({ name }) => places.get(name) > here);
  }

  /** Where an instance stood that is no more. */
  #lastBefore(after, places) {
    const [wanted] = splitKey(after);
    const order = this.asked.sections.flatMap((one) => one.screens).map(({ name }) => name);
    const earlier = new Set(order.slice(0, order.indexOf(wanted) + 1));
    const found = [...places].filter(([key]) => earlier.has(splitKey(key)[0]));
    return Math.max(-1, ...found.map(([, place]) => place));
  }

  /** The first screen after every instance of a repeat. */
  #past(roster, shown) {
    const [name, at] = splitKey(roster);
    const outside = this.plans.repeats.get(name).repeat.repeats;
    const every = this.steps();
    const inside = every.findLastIndex(
      (step) => step.roster === roster || step.isWithin([...outside, name], at),
    );
    const last = inside < 0 ? this.#lastBefore(roster, this.#places()) : inside;
    const later = new Set(every.slice(last + 1).map((step) => step.name));
    const following = shown.filter((step) => later.has(step.name));
    const innermost = outside.at(-1);
    if (!innermost || !this.#hasRoster(innermost)) return following[0];
    const around = keyOf(innermost, at.slice(0, -1));
    return following.find((step) => step.isWithin(outside, at))
      ?? shown.find((step) => step.roster === around);
  }

  /** The screen shown before one; before an instance stands its roster. */
  previousScreen(before) {
    const places = this.#places();
    const here = places.get(before) ?? places.size;
    const [screen, [, at]] = [this.asked.screen(before), splitKey(before)];
    return this.screens().filter(({ name }) => places.get(name) < here).findLast((step) => {
      const depth = this.#rosterDepth(step); // an instance is reached by its roster
      return !depth || new Step(screen, at).isWithin(
        step.screen.repeats.slice(0, depth), step.at.slice(0, depth),
      );
    });
  }

  /** How deep the innermost repeat with a roster around a step is. */
  #rosterDepth(step) {
    return 1 + step.screen.repeats.findLastIndex((repeat) => this.#hasRoster(repeat));
  }
}
