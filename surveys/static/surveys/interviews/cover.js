// "Somebody came in": the form about the place is painted at once; saving comes after it.
import { NoAnswer, askServer } from "../page/ask_server.js";
import { stayOnSheet } from "../page/place_sheet.js";

const AGAIN_MS = 2000;

export function coverAtOnce(page) {
  const cover = (event, button) => {
    event.preventDefault();
    const address = button.formAction;
    const typed = new FormData(button.form);
    typed.set("go", "came");
    paint(page);
    const saving = { done: false };
    stayOnSheet(page, () => saving.done);
    save(address, typed, saving);
  };
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-came]");
    if (button) cover(event, button);
  });
  page.addEventListener("keydown", (event) => {
    const button = event.key === "Escape" && page.querySelector("[data-came]");
    if (button) cover(event, button);
  });
}

function paint(page) {
  const sheet = page.querySelector("template[data-place-form]").content.cloneNode(true);
  page.body.replaceChildren(sheet);
  page.title = page.querySelector(".where b").textContent;
  history.replaceState(null, "", page.querySelector("[data-sheet]").getAttribute("action"));
  page.querySelector("#sheet-title").focus();
}

/** Save what was typed, again and again until it is; before that the form stays. */
async function save(address, typed, saving) {
  try {
    await askServer("POST", address, typed);
    saving.done = true;
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    setTimeout(() => save(address, typed, saving), AGAIN_MS);
  }
}
