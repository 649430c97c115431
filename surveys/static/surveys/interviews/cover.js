// "Somebody came in": the form about the place is painted at once; saving comes after it.
import { stayOnSheet } from "../page/place_sheet.js";

const AGAIN_MS = 2000;

export function coverAtOnce(page) {
  const button = page.querySelector("[data-came]");
  if (!button) return;
  const cover = (event) => {
    event.preventDefault();
    const form = button.form;
    const address = button.formAction;
    const typed = new FormData(form);
    typed.set("go", "came");
    paint(page);
    save(address, typed);
  };
  button.addEventListener("click", cover);
  page.addEventListener("keydown", (event) => { if (event.key === "Escape" && button.isConnected) cover(event); });
}

function paint(page) {
  const sheet = page.querySelector("template[data-place-form]").content.cloneNode(true);
  page.body.replaceChildren(sheet);
  page.title = page.querySelector(".where b").textContent;
  history.replaceState(null, "", page.querySelector("[data-sheet]").getAttribute("action"));
  page.querySelector("#sheet-title").focus();
}

/** Save what was typed, again and again until it is; then the form is the page itself. */
async function save(address, typed) {
  const saved = await fetch(address, { method: "POST", body: typed, redirect: "manual" }).catch(() => undefined);
  if (saved && (saved.type === "opaqueredirect" || saved.ok)) {
    stayOnSheet(document);
    return;
  }
  setTimeout(() => save(address, typed), AGAIN_MS);
}
