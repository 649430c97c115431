// After an answer, the server is asked which questions and choices the same screen has now.
// Nothing is saved by it. Where no answer comes, the button Continue shows the same.
import { NoAnswer, askServer } from "../page/ask_server.js";
import { ANSWERS_ALL } from "./one_tap.js";

const LIVE = "form.screen[data-live]";
const SAID = "h1, legend, label, option, .said, .foryou, .soft, .sum p, .say, .summary, [type=hidden]";

/** onChange: what new fields need. */
export function askForMore(page, onChange) {
  let typed = 0; // how often something was typed; an answer to an older state is dropped
  let open = 0; // questions to the server
  page.addEventListener("input", () => { typed += 1; });
  page.addEventListener("submit", () => { typed += 1; });
  page.addEventListener("change", async ({ target }) => {
    const form = target.closest(LIVE);
    if (!form || target.matches(ANSWERS_ALL) || target.closest("[role=search]")) return;
    const before = typed;
    const main = form.querySelector("main");
    open += 1;
    main.setAttribute("aria-busy", "true");
    const next = await look(form);
    open -= 1;
    if (!open) main.removeAttribute("aria-busy");
    if (next && before === typed && form.isConnected) show(page, main, next, onChange);
  });
}

async function look(form) {
  const fields = new FormData(form);
  fields.set("go", "look");
  if (form.querySelector(".summary")) fields.set("judged", "1");
  try {
    const { status, page } = await askServer("POST", form.getAttribute("action"), fields);
    return status === 200 ? page?.querySelector(`${LIVE} main`) ?? null : null;
  } catch (problem) {
    if (problem instanceof NoAnswer) return null;
    throw problem;
  }
}

/** Only what differs is put in place, so that the finger, the focus and the letters stay. */
function show(page, main, next, onChange) {
  for (const output of main.querySelectorAll("output[data-calculation]")) {
    const now = next.querySelector(`output[data-calculation="${CSS.escape(output.dataset.calculation)}"]`);
    if (now && output.textContent !== now.textContent) output.textContent = now.textContent;
  }
  const focus = focusOf(page, main);
  const before = legends(main);
  const left = new Map([...main.children].map((part) => [said(part), part]));
  let place = main.firstElementChild;
  for (const fresh of [...next.children]) {
    const same = left.get(said(fresh));
    if (same && isAtOrAfter(place, same)) {
      while (place !== same) place = without(place);
      place = same.nextElementSibling;
    } else {
      main.insertBefore(page.importNode(fresh, true), place);
    }
  }
  while (place) place = without(place);
  focus();
  sayNews(page, legends(main).filter((text) => !before.includes(text)));
  onChange();
}

/** What a part says, without what is typed in it. */
const said = (part) => [part, ...part.querySelectorAll(SAID)].map((element) => (
  [element.id, element.matches(SAID) ? element.textContent : "", element.type === "hidden" ? element.value : ""].join(" "))).join("\n");

const isAtOrAfter = (place, part) => place === part || Boolean(place && place.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING);

function without(part) {
  const next = part.nextElementSibling;
  part.remove();
  return next;
}

/** What gives the focus back, where its field was replaced. */
function focusOf(page, main) {
  const field = page.activeElement;
  if (!main.contains(field)) return () => {};
  const alike = () => [...main.querySelectorAll(`[name="${CSS.escape(field.name ?? "")}"]`)];
  const place = alike().indexOf(field);
  const choice = field.type === "radio" || field.type === "checkbox" ? field.value : null;
  const caret = field.type === "text" || field.tagName === "TEXTAREA" ? [field.selectionStart, field.selectionEnd] : null;
  return () => {
    if (field.isConnected) return;
    const same = choice === null ? alike()[place] : alike().find(({ value }) => value === choice);
    same?.focus({ preventScroll: true });
    if (same && caret) same.setSelectionRange(...caret);
  };
}

const legends = (main) => [...main.querySelectorAll("legend")].map(({ textContent }) => textContent.trim().replace(/\s+/g, " "));

/** A screen reader hears which questions came. */
function sayNews(page, came) {
  const news = page.querySelector("[data-news]");
  news.textContent = came.map((question) => news.dataset.news.replace("__question__", question)).join(" ");
}
