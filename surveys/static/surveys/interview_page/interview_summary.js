// What the list of sections and the check page show of an open interview. See summary.py.
import { splitKey } from "../engine/index.js";
import { identifyingProblems } from "./screen_answers.js";

/** Every section: { section, first, answered, questions, status } with a name of a sentence. */
export function sectionLines(interview) {
  const { instrument, journey, answers, unchecked } = interview;
  const wrong = new Set([...problemsByKey(interview)].filter(([, { code }]) => code !== "required").map(([key]) => key));
  for (const key of Object.keys(unchecked)) wrong.add(key);
  const agreed = instrument.settings.respondent === "none" || answers.x_consent === "yes";
  return instrument.sections.map((section) => {
    const steps = journey.screens(section.name);
    const keys = steps.flatMap((step) => askedAt(step, journey));
    const open = steps.find((step) => askedAt(step, journey).some((key) => !Object.hasOwn(answers, key)));
    const line = {
      section, first: (open ?? steps[0])?.name ?? "",
      answered: keys.filter((key) => Object.hasOwn(answers, key)).length, questions: keys.length,
      problems: keys.filter((key) => wrong.has(key)).length,
      leftOut: keys.some((key) => answers[key]?.state === "not_reached"),
    };
    return { ...line, status: statusOf(line, agreed) };
  });
}

function statusOf({ first, problems, answered, questions, leftOut }, agreed) {
  if (!first) return agreed ? "not asked" : "cannot start";
  if (problems) return "problem here";
  if (!answered) return "not started";
  if (answered < questions) return "in progress";
  return leftOut ? "left out" : "completed";
}

/** The keys that a step asks for; a roster asks how many there are. */
export const askedAt = (step, journey) => (step.roster ? [step.roster] : journey.askedOn(step));

const problemsByKey = ({ journey }) => new Map(
  [...identifyingProblems(journey), ...journey.problems()].map((problem) => [problem.question, problem]),
);

/** The questions asked in a section: { key, screen, label, answer, problem, onlyMissing }. */
export function checkRows(interview, section, words) {
  const { journey, answers, unchecked } = interview;
  const problems = problemsByKey(interview);
  return journey.screens(section).flatMap((step) => (
    step.roster ? [listRow(step, interview, words)] : journey.askedOn(step).map((key) => {
      const waits = Object.hasOwn(unchecked, key);
      const problem = problems.get(key);
      return {
        key, screen: step.name, label: words.question(key),
        answer: waits ? unchecked[key].join(", ") : Object.hasOwn(answers, key) ? words.answer(answers[key], key) : "",
        problem: waits ? words.fragments.say("correct") : problemText(problem, words),
        onlyMissing: !waits && (!problem || ["required", "unlikely"].includes(problem.code)),
      };
    })
  ));
}

function problemText(problem, words) {
  if (!problem) return "";
  return problem.code === "required" ? words.fragments.say("not answered") : words.problem(problem);
}

function listRow(step, { answers, journey }, words) {
  const closed = Object.hasOwn(answers, step.roster);
  return {
    key: step.roster, screen: step.name, label: words.label(step.label, { instance: step.instance, repeats: step.screen.repeats }) || words.question(step.roster),
    answer: closed ? String(journey.countOf(step.screen.roster, step.instance)) : "",
    problem: closed ? "" : words.fragments.say("not answered"), onlyMissing: true,
  };
}

/** The entries of a list: { place, summary, first, complete }, each by its first answers. */
export function entriesOf(interview, step, words) {
  const { journey, answers, instrument } = interview;
  return Array.from({ length: interview.entries(step) }, (_, index) => {
    const place = index + 1;
    const instance = [...step.instance, place];
    const steps = journey.screens().filter(({ screen, instance: where }) => (
      screen.repeats.slice(0, instance.length).at(-1) === step.screen.roster
      && instance.every((number, level) => where[level] === number)));
    const keys = steps.flatMap((inside) => askedAt(inside, journey));
    const answered = keys.filter((key) => Object.hasOwn(answers, key) && instrument.has(splitKey(key)[0]));
    return {
      place, first: steps[0]?.name ?? "",
      summary: answered.slice(0, 3).map((key) => words.answer(answers[key], key)).join(" · "),
      complete: keys.every((key) => Object.hasOwn(answers, key)),
    };
  });
}

/** Sections with answers that are locked while somebody may hear. */
export function sectionsSaidInPrivate({ journey, instrument }) {
  const names = new Set(journey.saidInPrivate().map((key) => instrument.placeOf(splitKey(key)[0])[0].name));
  return instrument.sections.filter((section) => names.has(section.name));
}

/** How many answers an erasure takes away. */
export function whatGoes({ journey, instrument }) {
  const answered = journey.askedKeys().filter((key) => journey.answers.has(key));
  const words = answered.filter((key) => instrument.question(key).sealed).length;
  return { answers: answered.length - words, words };
}
