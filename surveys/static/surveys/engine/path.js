// The way through an instrument: steps in order, which of them show, next and back.
import { toBoolean } from "./functions.js";
import { keyOf, splitKey } from "./instrument.js";
import { EvaluatedAnswers, levelsShared } from "./relevance.js";

const UNSEEN = ["calculate", "hidden"];

/** One screen of the path, with the repeat instance that it stands in. */
export class JourneyStep {
  constructor(screen, instance) {
    this.screen = screen;
    this.instance = instance;
    this.name = keyOf(screen.name, instance);
  }

  get label() { return this.screen.label; }

  get questions() { return this.screen.questions; }

  /** The key of the repeat whose instances this screen lists, or "". */
  get roster() { return this.screen.roster ? keyOf(this.screen.roster, this.instance) : ""; }

  key(question) { return keyOf(question.name, this.instance); }

  /** Whether it stands inside these instances of these repeats. */
  isWithin(repeats, instance) {
    return repeats.every((name, depth) => this.screen.repeats[depth] === name)
      && instance.every((place, depth) => this.instance[depth] === place);
  }
}

export class Path extends EvaluatedAnswers {
  #steps;
  #screens = new Map(); // section, or undefined for all → the screens that show

  /** Every screen with its instances, shown or not, in order. */
  steps(section) {
    this.#steps ??= new Map(this.instrument.sections.map(
      ({ name }) => [name, this.#walk(this.plans.parts.get(name), [])],
    ));
    return section === undefined ? [...this.#steps.values()].flat() : this.#steps.get(section);
  }

  #walk(parts, instance) {
    return parts.flatMap((part) => {
      if (!part.parts) return [new JourneyStep(part, instance)];
      const count = this.countOf(part.repeat, instance);
      return Array.from({ length: count }, (_, place) => this.#walk(part.parts, [...instance, place + 1]))
        .flat();
    });
  }

  /** The step of a name, whether it is on the path or not. */
  step(name) { return new JourneyStep(this.instrument.screen(name), splitKey(name)[1]); }

  /** The screens to show, in order. */
  screens(section) {
    if (!this.#screens.has(section)) this.#screens.set(section, this.steps(section).filter((step) => this.shows(step)));
    return this.#screens.get(section);
  }

  shows(step) {
    if (step.roster) return this.#asksForMore(step);
    return this.askable(step).some(
      (question) => !UNSEEN.includes(question.type) && this.isRelevant(step.key(question)),
    );
  }

  /** The questions of a step but the modules, which the round has answered. */
  askable(step) {
    return step.questions.filter(({ name }) => name !== this.instrument.modulesQuestion);
  }

  #asksForMore(step) {
    const { repeat, relevance } = this.plans.repeats.get(step.screen.roster);
    const scope = this.scope({ instance: step.instance, repeats: repeat.repeats });
    return relevance.every((test) => toBoolean(test(scope)));
  }

  /**
   * The screen to show after another, which need not be on the path any more. After the
   * roster of a repeat comes what follows the repeat; after the last screen of an
   * instance comes its roster, where there is one.
   */
  nextScreen(after) {
    const [, instance] = splitKey(after);
    const [screen, shown] = [this.instrument.screen(after), this.screens()];
    if (screen.roster) return this.#past(keyOf(screen.roster, instance), shown);
    const depth = this.#rosterDepth(screen.repeats);
    const around = [screen.repeats.slice(0, depth), instance.slice(0, depth)];
    return this.#after(after, shown.filter((step) => step.isWithin(...around)))
      ?? (depth ? this.#backToRoster(...around, shown) : undefined);
  }

  #backToRoster(repeats, instance, shown) {
    const roster = keyOf(repeats.at(-1), instance.slice(0, -1));
    return shown.find((step) => step.roster === roster) ?? this.#past(roster, shown);
  }

  #hasRoster(repeat) { return !this.plans.repeats.get(repeat).count; }

  #places() { return new Map(this.steps().map(({ name }, place) => [name, place])); }

  #after(after, shown) {
    const places = this.#places();
    const position = places.get(after) ?? this.#lastBefore(after, places);
    return shown.find(({ name }) => places.get(name) > position);
  }

  /** The position of an instance taken away: instances count before order. */
  #lastBefore(after, places) {
    const [wanted, instance] = splitKey(after);
    const order = this.instrument.sections.flatMap((section) => section.screens).map(({ name }) => name);
    const repeats = this.instrument.screen(after).repeats;
    const earlier = (key) => {
      const [name, where] = splitKey(key);
      const depth = levelsShared(this.instrument.screen(key).repeats, repeats);
      for (let level = 0; level < depth; level += 1) {
        if (where[level] !== instance[level]) return where[level] < instance[level];
      }
      return order.indexOf(name) <= order.indexOf(wanted);
    };
    const positions = [...places].filter(([key]) => earlier(key));
    return Math.max(-1, ...positions.map(([, place]) => place));
  }

  /** The first screen after every instance of a repeat. */
  #past(roster, shown) {
    const [name, instance] = splitKey(roster);
    const outside = this.plans.repeats.get(name).repeat.repeats;
    const every = this.steps();
    const inside = every.findLastIndex(
      (step) => step.roster === roster || step.isWithin([...outside, name], instance),
    );
    const last = inside < 0 ? this.#lastBefore(roster, this.#places()) : inside;
    const later = new Set(every.slice(last + 1).map((step) => step.name));
    const depth = this.#rosterDepth(outside);
    const around = [outside.slice(0, depth), instance.slice(0, depth)];
    return shown.find((step) => later.has(step.name) && step.isWithin(...around))
      ?? (depth ? this.#backToRoster(...around, shown) : undefined);
  }

  /** The screen shown before another; before an instance stands its roster. */
  previousScreen(before) {
    const places = this.#places();
    const position = places.get(before) ?? places.size;
    const [screen, [, instance]] = [this.instrument.screen(before), splitKey(before)];
    return this.screens().filter(({ name }) => places.get(name) < position).findLast((step) => {
      const depth = this.#rosterDepth(step.screen.repeats); // an instance is reached by its roster
      return !depth || new JourneyStep(screen, instance).isWithin(
        step.screen.repeats.slice(0, depth), step.instance.slice(0, depth),
      );
    });
  }

  /** How deep the innermost of nested repeats that has a roster is. */
  #rosterDepth(repeats) {
    return 1 + repeats.findLastIndex((repeat) => this.#hasRoster(repeat));
  }
}
