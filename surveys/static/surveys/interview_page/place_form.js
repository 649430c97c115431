// "Somebody came in": a form about the place covers everything until one comes back. What
// is typed into it goes nowhere. Back, Escape and reload stay on it.
import { workButtons } from "../page/sheet_buttons.js";
import { toHex } from "../sealing/bytes.js";
import { sha256 } from "../sealing/primitives.js";
import { coverSession, uncoverSession } from "./covered_session.js";

const MOST_WRONG = 5; // numbers; then the tablet is locked, and the form shows as before
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
 * the page is as it was, at the address that it had. forget: locks the tablet behind the form after five wrong numbers;
 * then the number leads to the page where the passphrase is asked.
 */
export function coverPage({ sheet, number, title }, forget = () => {}) {
  const [shown, before, address] = [[...document.body.children].filter(({ hidden }) => !hidden), document.title, location.href];
  for (const element of shown) element.hidden = true; // what was asked is gone from it already
  document.body.append(sheet);
  document.title = title;
  sessionStorage.setItem(MARK, "2");
  history.replaceState(null, "", ADDRESS);
  history.pushState(null, "", ADDRESS);
  const listening = new AbortController();
  const { signal } = listening;
  const stay = (event) => {
    event.stopImmediatePropagation();
    if (location.hash !== ADDRESS) history.pushState(null, "", ADDRESS);
  };
  addEventListener("popstate", (event) => { stay(event); history.pushState(null, "", ADDRESS); }, { capture: true, signal });
  addEventListener("hashchange", stay, { capture: true, signal });
  const covering = coverSession();
  workButtons(sheet);
  sheet.querySelector("#sheet-title").focus();
  return new Promise((resolve) => {
    let goOn = resolve;
    const lock = () => {
      goOn = () => location.replace("/tablet/"); // and no longer to what was said
      forget();
    };
    const leave = (typed) => {
      uncoverSession(covering, typed);
      listening.abort();
      sessionStorage.removeItem(MARK);
      sheet.remove();
      for (const element of shown) element.hidden = false;
      document.title = before;
      history.replaceState(null, "", address);
      goOn();
    };
    watchNumber(sheet, number, { leave, lock }, signal);
  });
}

/** The number of the sheet leads back, and nothing else does. */
function watchNumber(sheet, number, { leave, lock }, signal) {
  const field = sheet.elements.sheet_number;
  let wrong = 0;
  sheet.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = field.value.trim();
    field.value = "";
    if (!typed) return;
    const same = toHex(await sha256(typed)) === number;
    if (signal.aborted) return;
    if (same) leave(typed);
    else if (++wrong === MOST_WRONG) lock();
  }, { signal });
}
