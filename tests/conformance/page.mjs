// The interview page without a browser: each line of JSON is one button of one screen.
import { createInterface } from "node:readline";

import { Instrument, Journey, answersAtStart } from "../../surveys/static/surveys/engine/index.js";
import { plainName } from "../../surveys/static/surveys/interview_page/date_parts.js";
import { InterviewAnswers } from "../../surveys/static/surveys/interview_page/interview_answers.js";
import { asPosted, asksOthers, readScreen, shownQuestions } from "../../surveys/static/surveys/interview_page/screen_answers.js";

const instruments = new Map();
let [interview, months] = [undefined, new Map()];

const ACTS = {
  load: ({ name, compiled }) => { instruments.set(name, new Instrument(compiled)); return true; },
  months: ({ names }) => { months = new Map(names.map(([number, name]) => [plainName(name), String(number)])); return true; },
  begin: ({ name, today, seed, answers: known }) => {
    const instrument = instruments.get(name);
    const answers = answersAtStart(instrument, known, (content) => new Journey(instrument, content, { today, seed }));
    interview = new InterviewAnswers(instrument, { today, seed }, { answers });
    return interview.content;
  },
  /** What the form of a screen shows of each question. */
  fields: ({ screen }) => {
    const step = interview.journey.step(screen);
    return shownQuestions(interview.journey, step).map((question) => [
      step.key(question), asPosted(interview.answers[step.key(question)], question),
    ]);
  },
  screen: ({ screen, typed, go }) => {
    const step = interview.journey.step(screen);
    const reading = readScreen({ interview, step, months, typed: new Map(Object.entries(typed)) });
    if (go === "clear") interview = interview.cleared(screen, reading.fields);
    else if (go !== "continue" || reading.isValid) interview = interview.saved(screen, reading);
    return state({
      problems: Object.fromEntries([...reading.problems].map(([key, { code }]) => [key, code])),
      soft: [...reading.soft.keys()], screen,
    });
  },
  /** An answer was given: it is taken over where the screen asks for other things now. */
  change: ({ screen, typed }) => {
    const step = interview.journey.step(screen);
    const saved = interview.saved(screen, readScreen({ interview, step, months, typed: new Map(Object.entries(typed)) }));
    const changes = asksOthers(interview.journey, saved.journey, step, {});
    if (changes) interview = saved;
    return state({ changes, screen });
  },
  list: ({ screen, go }) => {
    const step = interview.journey.step(screen);
    const [word, place] = go.split(":");
    if (word === "add") interview = interview.withEntry(step);
    else if (word === "remove") interview = interview.withoutEntry(step, Number(place));
    else interview = interview.withListClosed(step);
    return state({ screen });
  },
  privacy: ({ code }) => {
    interview = code ? interview.withPrivacy(code) : interview.overheard();
    return interview.content;
  },
  leave: ({ section }) => { interview = interview.leftOpen(section); return interview.content; },
  stored: () => interview.journey.stored(),
};

const state = ({ screen, ...seen }) => ({
  ...seen, ...interview.content, next: interview.journey.nextScreen(screen)?.name ?? "",
});

for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...request } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(ACTS[act](request))}\n`);
}
