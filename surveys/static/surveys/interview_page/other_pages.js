// The pages beside the questions, filled in: sections, check, help, privacy, erase, done.
import { PRIVACY } from "../engine/compiled_questions.js";
import { spaced } from "../offline/withdrawal_code.js";
import { OVERHEARD } from "./interview_answers.js";
import { checkRows, entriesOf, sectionLines, sectionsSaidInPrivate, whatGoes } from "./interview_summary.js";

const MOST_OPEN = 12; // points listed first; all stand in their sections

export function fillSections(form, { interview, words, fragments }) {
  form.querySelector("ul.rows").append(...sectionLines(interview).map(({ section, first, status }) => {
    const row = fragments.row(first ? "section" : "closed-section");
    row.querySelector("b").textContent = words.label(section.label);
    row.querySelector(".end").textContent = fragments.say(status);
    if (first) row.querySelector("button").value = `open:${first}`;
    return row;
  }));
  toButton(form.querySelector("a.button"), "check");
}

/** A link of the server's page as a button of this one. */
function toButton(link, go) {
  const button = Object.assign(document.createElement("button"), { name: "go", value: go, textContent: link.textContent });
  link.replaceWith(button);
}

export function fillCheck(form, { interview, words, fragments }) {
  const lines = sectionLines(interview).filter(({ first }) => first);
  const rows = new Map(lines.map(({ section }) => [section, checkRows(interview, section.name, words)]));
  const open = [...rows.values()].flat().filter(({ problem }) => problem);
  const [start, end] = form.querySelectorAll(".cols > div");
  start.prepend(...openPoints(open, fragments));
  start.append(...lockedSections(interview, words, fragments));
  end.append(...lines.map((line) => answersOf(line, rows.get(line.section), words, fragments)));
}

function openPoints(open, fragments) {
  if (!open.length) return [];
  const panel = Object.assign(document.createElement("div"), { className: "panel" });
  const heading = Object.assign(document.createElement("h2"), { textContent: fragments.count("check", open.length) });
  const list = Object.assign(document.createElement("ul"), { className: "rows" });
  list.append(...open.slice(0, MOST_OPEN).map(({ screen, label, problem, answer }) => {
    const row = fragments.row("open");
    row.querySelector("button").value = `open:${screen}`;
    row.querySelector("b").textContent = label;
    row.querySelector("small").textContent = problem;
    row.querySelector(".end").textContent = fragments.say(answer ? "change" : "answer now");
    return row;
  }));
  panel.append(heading, list);
  if (open.every(({ onlyMissing }) => onlyMissing)) {
    panel.append(Object.assign(document.createElement("button"), { name: "go", value: "leave-open", textContent: fragments.say("leave open") }));
  }
  return [panel];
}

function lockedSections(interview, words, fragments) {
  const sections = sectionsSaidInPrivate(interview);
  if (!sections.length) return [];
  const panel = fragments.row("locked");
  panel.querySelector("ul").replaceChildren(...sections.map(({ label }) => (
    Object.assign(document.createElement("li"), { textContent: words.label(label) }))));
  return [panel];
}

function answersOf({ section, problems, status }, rows, words, fragments) {
  const details = fragments.row("answers");
  details.open = problems > 0;
  details.querySelector("summary").textContent = `${words.label(section.label)} – ${fragments.say(status)}`;
  details.querySelector("dl").append(...rows.map(({ label, answer, problem, screen }) => {
    const row = fragments.row("answer");
    row.classList.toggle("problem", Boolean(problem));
    row.querySelector("dt").textContent = label;
    row.querySelector("bdi").textContent = answer;
    row.querySelector(".say").textContent = problem;
    Object.assign(row.querySelector("button"), { value: `open:${screen}`, textContent: fragments.say(answer ? "change" : "answer now") });
    return row;
  }));
  return details;
}

/** The list of what is asked more than once, on its screen. */
export function fillList(main, { interview, step, words, fragments }) {
  const entries = entriesOf(interview, step, words);
  if (!entries.length) return;
  const add = main.querySelector("button[value=add]");
  add.textContent = fragments.say("add another");
  const list = fragments.row("entries");
  list.append(...entries.map(({ place, summary, first, complete }) => {
    const row = fragments.row("entry");
    row.querySelector("bdi").textContent = place;
    row.querySelector("bdi + span").textContent = summary || fragments.say("no answer");
    const [open, remove] = [row.querySelector("[data-open]"), row.querySelector("[data-remove]")];
    Object.assign(open, { value: `open:${first}`, textContent: fragments.say(complete ? "change" : "answer now"), hidden: !first });
    remove.value = `remove:${place}`;
    return row;
  }));
  main.querySelector("p").replaceWith(list);
}

/** Whom to call at this place: [{ label, name, contact }] of the pack. */
export function contactList(contacts, fragments) {
  if (!contacts.length) {
    const line = document.createElement("p");
    line.append(Object.assign(document.createElement("strong"), { textContent: fragments.say("no contacts") }));
    return line;
  }
  const list = fragments.row("partners");
  list.append(...contacts.map(({ label, name, contact }) => {
    const row = fragments.row("partner");
    const [nameBox, contactBox] = row.querySelectorAll("bdi");
    row.querySelector("dt").textContent = label;
    [nameBox.textContent, contactBox.textContent] = [name, contact];
    return row;
  }));
  return list;
}

export function fillHelp(form, { contacts, fragments }) {
  form.querySelector(".ask > div:last-child").replaceChildren(contactList(contacts, fragments));
}

/** On the way back: who can hear now, the safest answer last. */
export function fillPrivate(form, { interview, words, fragments, oneTap, missing }) {
  const codes = interview.instrument.question(PRIVACY).choices.filter(({ state }) => !state);
  const sorted = [...codes].sort((a, b) => (a.code === OVERHEARD) - (b.code === OVERHEARD));
  form.querySelector(".choices").replaceChildren(...sorted.map(({ code, label }) => {
    const choice = fragments.row("private");
    choice.querySelector("input").value = code;
    choice.querySelector("span").textContent = words.label(label);
    choice.querySelector("small").textContent = fragments.say(fragments.has(`privacy ${code}`) ? `privacy ${code}` : "privacy other");
    return choice;
  }));
  if (!oneTap) delete form.querySelector("[data-one-tap]")?.dataset.oneTap;
  if (missing) {
    const line = Object.assign(document.createElement("p"), { className: "say", textContent: fragments.say("choose privacy") });
    line.setAttribute("role", "alert");
    form.querySelector("h1").after(line);
  }
}

export function fillErase(form, { interview, fragments }) {
  const { answers, words } = whatGoes(interview);
  const lines = [fragments.count("answers", answers), ...(words ? [fragments.count("words", words)] : [])];
  form.querySelector(".panel ul").replaceChildren(...lines.map((textContent) => Object.assign(document.createElement("li"), { textContent })));
}

/** goodbye: what is said at the end, or ""; code: to withdraw until a day, or "". */
export function fillDone(form, { goodbye, code, until, erased }, words) {
  form.querySelector("[data-locked]").hidden = Boolean(erased);
  form.querySelector("[data-erased]").hidden = !erased;
  const codePanel = form.querySelector("[data-code]");
  codePanel.hidden = !code;
  if (code) {
    codePanel.querySelector("[data-digits]").textContent = spaced(code);
    codePanel.querySelector("[data-where]").textContent = new URL("/withdraw/", location).href;
    codePanel.querySelector("[data-until]").textContent = words.day(until);
  }
  const panel = form.querySelector("[data-goodbye]");
  panel.hidden = !goodbye;
  panel.querySelector("[data-words]").textContent = goodbye;
}
