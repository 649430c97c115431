// After an answer, the server is asked which questions and choices the same screen has now.
// Nothing is saved by it. Where no answer comes, the button Continue shows the same.
import { NoAnswer, askServer } from "../page/ask_server.js";

const LIVE = "form.screen[data-live]";
const GOES_ON = "[data-one-tap], [data-tap-alone]"; // one tap leads to the next screen
const SHOWN = "h1, legend, label, option, output, .said, .soft, .summary, [readonly]";

/** onChange: what new fields need. */
export function askForMore(page, onChange) {
  let typed = 0; // how often something was typed; an answer to an older state is dropped
  let open = 0; // questions to the server
  page.addEventListener("input", () => { typed += 1; });
  page.addEventListener("submit", () => { typed += 1; });
  page.addEventListener("change", async ({ target }) => {
    const form = target.closest(LIVE);
    if (!form || target.closest(GOES_ON) || target.closest("[role=search]")) return;
    const before = typed;
    const main = form.querySelector("main");
    open += 1;
    main.setAttribute("aria-busy", "true");
    const next = await look(form);
    open -= 1;
    if (!open) main.removeAttribute("aria-busy");
    if (next && before === typed && form.isConnected) show(page, form, next, onChange);
  });
}

async function look(form) {
  const fields = new FormData(form);
  fields.set("go", "look");
  if (form.querySelector(".summary")) fields.set("judged", "1");
  try {
    const { page } = await askServer("POST", form.getAttribute("action"), fields);
    return page?.querySelector(`${LIVE} main`) ?? null;
  } catch (problem) {
    if (problem instanceof NoAnswer) return null;
    throw problem;
  }
}

function show(page, form, next, onChange) {
  const main = form.querySelector("main");
  if (shownIn(main) === shownIn(next)) return;
  const { id, name, value } = page.activeElement;
  main.replaceChildren(...page.importNode(next, true).childNodes);
  onChange();
  const same = [...main.querySelectorAll(`[name="${CSS.escape(name ?? "")}"]`)].find((field) => field.value === value);
  (same ?? page.getElementById(id))?.focus({ preventScroll: true });
}

/** What a reader sees of the questions, without what is typed. */
const shownIn = (main) => [...main.querySelectorAll(SHOWN)].map(({ id, textContent, value }) => `${id} ${textContent} ${value ?? ""}`).join("\n");
