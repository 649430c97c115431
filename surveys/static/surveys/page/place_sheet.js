// The form about the place stays until its number is typed, or its title is held down. It
// says nothing of a lost connection: it is empty again, as after any other number.
import { NoAnswer, askServer } from "./ask_server.js";

const HELD_MS = 2000;

/** mayLeave: whether what was typed before somebody came in has reached the server. */
export function stayOnSheet(page, mayLeave = () => true) {
  const form = page.querySelector("[data-sheet]");
  const title = page.querySelector("#sheet-title");
  history.pushState(null, "");
  addEventListener("popstate", () => history.pushState(null, ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = new FormData(form);
    form.reset();
    if (mayLeave()) leave(form, typed);
  });
  let held;
  title.addEventListener("pointerdown", () => {
    held = setTimeout(() => {
      const typed = new FormData(form);
      typed.set("title", "held");
      if (mayLeave()) leave(form, typed);
    }, HELD_MS);
  });
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) {
    title.addEventListener(end, () => clearTimeout(held));
  }
  title.addEventListener("contextmenu", (event) => event.preventDefault());
}

async function leave(form, typed) {
  try {
    const { leadsTo } = await askServer("POST", form.getAttribute("action"), typed);
    if (leadsTo) location.replace(leadsTo);
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem; // without a line the form stays
  }
}
