// The form about the place stays until its number is typed. It says nothing of a lost
// connection: the number is gone from it, as after any other number.
import { NoAnswer, askServer } from "./ask_server.js";
import { workButtons } from "./sheet_buttons.js";

/** mayLeave: whether what was typed before somebody came in has reached the server. */
export function stayOnSheet(page, mayLeave = () => true) {
  const form = page.querySelector("[data-sheet]");
  workButtons(form);
  history.pushState(null, "");
  addEventListener("popstate", () => history.pushState(null, ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = new FormData(form);
    form.elements.sheet_number.value = "";
    if (typed.get("sheet_number") && mayLeave()) leave(form, typed);
  });
}

async function leave(form, typed) {
  try {
    const { leadsTo } = await askServer("POST", form.getAttribute("action"), typed);
    if (leadsTo) location.replace(leadsTo);
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem; // without a line the form stays
  }
}
