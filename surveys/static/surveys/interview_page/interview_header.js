// The head of a screen: section, entry, what may be shown to the person, and the clock.
import { clockOf } from "./interview_clock.js";

/** questions: those that show; ending: "" or how the interview ends after this screen. */
export function paintHeader({ form, fragments, words, interview, step, ending, questions }) {
  const { instrument, journey } = interview;
  const section = instrument.sectionOf(step.name);
  const sections = [...new Set(journey.screens().map(({ name }) => instrument.sectionOf(name)))];
  const place = step.instance.length ? ` · ${fragments.say("entry", { place: step.instance.join(", ") })}` : "";
  const number = sections.length > 1 ? fragments.say("section", { number: sections.indexOf(section) + 1, total: sections.length }) : "";
  const where = form.querySelector(".where");
  where.querySelector("bdi").textContent = words.label(section.label);
  where.replaceChildren(where.querySelector("b"), (ending ? fragments.say("for you") : number) + place);
  form.querySelector("button[value=show]").hidden = Boolean(ending) || questions.every(({ observed }) => observed) || Boolean(step.roster);
  form.querySelector(".bar .primary").textContent = fragments.say(ending ? "finish" : "continue");
}

/** How long the interview takes already, and how long it still may. */
export function paintClock({ form, fragments, breaks, startedAt, usual, journey, now }) {
  const clock = clockOf({ startedAt, breaks, usual, journey, now });
  form.querySelectorAll(".time, .used").forEach((line) => line.remove());
  if (!clock) return;
  const line = fragments.row("clock");
  if (clock.left === null) line.querySelector("b").remove();
  else line.querySelector("b").textContent = fragments.count("left", clock.left, { left: clock.left });
  line.querySelector("span").textContent = clock.runs ? fragments.count("used", clock.used, { used: clock.used }) : fragments.say("stopped clock");
  form.querySelector(".where").after(line);
  if (clock.left === null) return;
  form.querySelector(".top").append(Object.assign(fragments.row("used"), { max: clock.planned, value: clock.used }));
}
