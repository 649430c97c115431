// The questions of a screen: what was typed, what is offered, and what is wrong.
import { REASON } from "../engine/index.js";
import { foundIn } from "../interviews/identity_scan.js";
import { narrowList } from "./long_lists.js";
import { paintRank } from "./rank.js";
import { ABOUT, STATE_PREFIX, asPosted } from "./screen_answers.js";

const WAIT_MS = 400; // nobody is told off in the middle of a word
const NAMED = ["id", "for", "name", "aria-describedby", "aria-labelledby", "value", "data-calculation"];

/** What is stored of a screen, as a form would post it; raw text that waits comes first. */
export function typedBefore(interview, step) {
  const typed = new Map();
  for (const question of step.questions) {
    const key = step.key(question);
    typed.set(key, interview.unchecked[key] ?? asPosted(interview.answers[key], question));
    if (question.softConstraint) {
      typed.set(key + REASON, interview.unchecked[key + REASON] ?? asPosted(interview.answers[key + REASON]));
    }
  }
  return typed;
}

/** All that a form holds: Map of a field's name → its strings. */
export function typedOn(form) {
  const typed = new Map();
  for (const [name, value] of new FormData(form)) typed.set(name, [...(typed.get(name) ?? []), value]);
  return typed;
}

/** What a question shows: the choices that are offered, what was typed, what is wrong. */
export function paintQuestion({ place, key, question, typed, interview, reading, fragments, words }) {
  const posted = typed.get(key) ?? [];
  if (question.choiceFilter) removeOthers(place, key, interview.journey.offered(key));
  if (question.type === "rank") paintRank({ place, key, question, posted, fragments });
  fill(place, key, posted);
  narrowList({ place, fragments });
  paintReasons({ place, key, typed, soft: reading?.soft.get(key), words });
  const problem = reading?.problems.get(key);
  if (problem) paintProblem({ place, key, fragments, sentence: words.problem({ ...problem, question: key }) });
  watchWords(place, fragments);
}

/** The keys of one instance in place of the names of the questions. */
export function rename(content, step) {
  const keys = new Map(step.questions.map((question) => [question.name, step.key(question)]));
  const names = [...keys.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`^((?:[qals]|say|hint)-|search:|place:)?(${names.join("|")})(?=$|:| )`);
  const renamed = (text) => text.replace(pattern, (_whole, before = "", name) => before + keys.get(name));
  for (const element of content.querySelectorAll(NAMED.map((name) => `[${name}]`).join(","))) {
    for (const name of NAMED) {
      const text = element.getAttribute(name);
      const isAnswer = name === "value" && element.tagName === "INPUT";
      if (text && !isAnswer) element.setAttribute(name, name.startsWith("aria") ? text.split(/\s+/).map(renamed).join(" ") : renamed(text));
    }
  }
}

/** Choices that the choice filter leaves out are not offered. */
function removeOthers(place, key, offered) {
  const codes = new Set(["", ...offered.map(({ code }) => code)]);
  for (const option of place.querySelectorAll("select option")) if (!codes.has(option.value)) option.remove();
  for (const input of fieldsOf(place, key)) {
    if (!codes.has(input.value) && !input.value.startsWith(STATE_PREFIX) && input.closest(".choices, .keys, .scale")) input.closest("label").remove();
  }
  for (const button of place.querySelectorAll(`button[value^="${CSS.escape(`place:${key}:`)}"]`)) {
    if (!codes.has(button.value.slice(`place:${key}:`.length))) button.remove();
  }
}

const fieldsOf = (place, key) => place.querySelectorAll(`[name="${CSS.escape(key)}"]`);

function fill(place, key, posted) {
  const texts = posted.filter((text) => !text.startsWith(STATE_PREFIX));
  let box = 0;
  for (const field of fieldsOf(place, key)) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = posted.includes(field.value);
    else field.value = texts[box++] ?? "";
  }
}

/** Why an unlikely answer is right: asked where it is unlikely, shown where it was answered. */
function paintReasons({ place, key, typed, soft, words }) {
  const panel = place.querySelector(".soft-check");
  if (!panel) return;
  const reason = typed.get(key + REASON) ?? [];
  if (!soft && !reason.length) {
    panel.remove();
    return;
  }
  fill(panel, key + REASON, reason);
  panel.querySelector(`[name="${CSS.escape(key + ABOUT)}"]`).value = (typed.get(key) ?? []).find((text) => !text.startsWith(STATE_PREFIX)) ?? "";
  if (!soft) return;
  place.classList.add("problem");
  panel.setAttribute("role", "alert");
  const sentence = panel.querySelector("p");
  sentence.id = `say-${key}`;
  sentence.replaceChildren(Object.assign(document.createElement("strong"), { textContent: words.problem({ ...soft, question: key }) }));
}

function paintProblem({ place, key, fragments, sentence }) {
  const line = fragments.row("problem");
  line.id = `say-${key}`;
  line.lastElementChild.textContent = sentence;
  place.classList.add("problem");
  const heading = place.querySelector("legend, label");
  if (place.matches(".part")) heading.append(line);
  else heading.after(line);
  for (const field of place.querySelectorAll("input[type=text], textarea, select")) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", line.id);
  }
}

/** The list of what is wrong, first on the screen, with a link to each. */
export function problemList({ questions, step, reading, fragments, words }) {
  if (!reading) return [];
  const wrong = questions.map((question) => step.key(question))
    .map((key) => [key, reading.problems.get(key) ?? reading.soft.get(key)]).filter(([, problem]) => problem);
  if (!wrong.length) return [];
  const summary = fragments.row("problems");
  summary.querySelector("ul").replaceChildren(...wrong.map(([key, problem]) => {
    const item = fragments.row("problem-link");
    item.querySelector("bdi").textContent = words.question(key).slice(0, 80);
    item.querySelector("span").textContent = words.problem({ ...problem, question: key });
    const link = item.querySelector("a");
    link.href = `#a-${key}`;
    link.addEventListener("click", (event) => {
      event.preventDefault(); // addresses after the # are the tablet's own
      const field = document.getElementById(`a-${key}`);
      field?.focus();
      field?.scrollIntoView({ block: "center" });
    });
    return item;
  }));
  return [summary];
}

/** What is worked out of the answers, as it is with what is typed now. */
export function paintCalculations(content, journey, words) {
  for (const output of content.querySelectorAll("output[data-calculation]")) {
    const key = output.dataset.calculation;
    output.closest("p").hidden = !journey.isRelevant(key);
    output.textContent = journey.read(key) ? words.answer(journey.answerOf(key).value, key) : "–";
  }
}

/** Says while a text is written that it points to a person. */
function watchWords(content, fragments) {
  for (const box of content.querySelectorAll("textarea[data-scanned]")) {
    const notice = box.closest("fieldset").querySelector("[data-notice]");
    const look = () => {
      const text = foundIn(box.value).map((kind) => fragments.say(`identifying ${kind}`)).join(" ");
      if (notice.textContent !== text) notice.textContent = text;
      notice.hidden = !text;
    };
    let waiting = 0;
    box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, WAIT_MS); });
    box.addEventListener("blur", look);
    if (box.value) look();
  }
}
