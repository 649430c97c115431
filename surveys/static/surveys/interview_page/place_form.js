// "Somebody came in": a form about the place covers everything until one comes back. What
// is typed into it goes nowhere. Back, Escape and reload stay on it.
import { toHex } from "../sealing/bytes.js";
import { sha256 } from "../sealing/primitives.js";

const HELD_MS = 2_000;
const MARK = "sheet"; // in the session of this window; it says nothing
const ADDRESS = "#/place";

/** Whether this window was covered when it was loaded again. */
export const isCovered = () => sessionStorage.getItem(MARK) !== null;

/** The form of a document: its sheet, its title and the hash of the number that leads back. */
export function placeFormIn(page) {
  const template = page.querySelector("template[data-place-form]");
  const sheet = document.importNode(template.content, true).firstElementChild;
  return { sheet, number: template.dataset.number, title: sheet.querySelector(".where b").textContent };
}

/**
 * Paint the form at once, in place of everything; the interview takes itself away. Resolves when somebody comes back; then
 * the page is as it was, at the address that it had.
 */
export function coverPage({ sheet, number, title }) {
  const [shown, before, address] = [[...document.body.children].filter(({ hidden }) => !hidden), document.title, location.href];
  for (const element of shown) element.hidden = true; // what was asked is gone from it already
  document.body.append(sheet);
  document.title = title;
  sessionStorage.setItem(MARK, "2");
  history.replaceState(null, "", ADDRESS);
  history.pushState(null, "", ADDRESS);
  const covering = new AbortController();
  const { signal } = covering;
  const stay = (event) => {
    event.stopImmediatePropagation();
    if (location.hash !== ADDRESS) history.pushState(null, "", ADDRESS);
  };
  addEventListener("popstate", (event) => { stay(event); history.pushState(null, "", ADDRESS); }, { capture: true, signal });
  addEventListener("hashchange", stay, { capture: true, signal });
  sheet.querySelector("#sheet-title").focus();
  return new Promise((resolve) => {
    const leave = () => {
      covering.abort();
      sessionStorage.removeItem(MARK);
      sheet.remove();
      for (const element of shown) element.hidden = false;
      document.title = before;
      history.replaceState(null, "", address);
      resolve();
    };
    watchTitle(sheet.querySelector("#sheet-title"), leave, signal);
    watchNumber(sheet, number, leave, signal);
  });
}

/** The title held down for two seconds leads back. */
function watchTitle(title, leave, signal) {
  let held = 0;
  title.addEventListener("pointerdown", () => { held = setTimeout(leave, HELD_MS); }, { signal });
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) {
    title.addEventListener(end, () => clearTimeout(held), { signal });
  }
  title.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
}

/** So does the number of the sheet, with any button. */
function watchNumber(sheet, number, leave, signal) {
  sheet.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = sheet.elements.sheet_number.value.trim();
    const same = toHex(await sha256(typed)) === number;
    if (same && !signal.aborted) leave();
    else sheet.reset();
  }, { signal });
}
