// Sends each screen by a script, so that a lost connection leaves the page and what is
// typed on it as they are. The next screen is painted in place of this one: the history of
// the browser has a single page of an interview, with an address that tells no question.
import { NoAnswer, askServer } from "../page/ask_server.js";

const AGAIN_MS = 5_000;
const SCREEN = "form.screen:not([data-sheet])";
const INTERVIEW = /^\/field\/[0-9a-f-]{36}\//; // addresses of the pages of one interview

/** onScreen: what a screen needs when it is painted. */
export function sendScreens(page, onScreen) {
  const screens = new Screens(page, onScreen);
  page.addEventListener("submit", (event) => screens.submitted(event));
  page.addEventListener("click", (event) => screens.clicked(event));
  page.addEventListener("input", () => screens.changed());
  addEventListener("online", () => screens.tryNow());
  hideAddress(page, "");
}

class Screens {
  #page; #onScreen;
  #asking = false; // a second tap meanwhile does nothing
  #waiting = null; // { again, timer } between two tries

  constructor(page, onScreen) {
    this.#page = page;
    this.#onScreen = onScreen;
  }

  submitted(event) {
    const { target: form, submitter } = event;
    if (!form.matches(SCREEN)) return;
    event.preventDefault();
    const fields = new FormData(form);
    if (submitter) fields.set(submitter.name, submitter.value);
    const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
    this.#go(form, { method: "POST", address, fields });
  }

  clicked(event) {
    if (event.target.closest("[data-try]")) { this.tryNow(); return; }
    const address = event.target.closest("a[href]")?.getAttribute("href");
    const form = this.#page.querySelector(SCREEN);
    if (!address || !form || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (address.startsWith("#")) { event.preventDefault(); focusOn(this.#page, address); }
    else if (isOfInterview(address)) {
      event.preventDefault();
      this.#go(form, { method: "GET", address });
    }
  }

  /** What is typed after a try is sent by its own press of a button. */
  changed() {
    if (!this.#waiting) return;
    this.#stopWaiting();
    show(this.#page, "[data-changed]");
  }

  tryNow() {
    const again = this.#waiting?.again;
    this.#stopWaiting();
    again?.();
  }

  #stopWaiting() {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = null;
  }

  async #go(form, asked) {
    if (this.#asking) return;
    this.#stopWaiting();
    this.#asking = true;
    form.setAttribute("aria-busy", "true");
    let next = asked;
    try {
      while (next && form.isConnected) next = this.#arrived(form, next, await askServer(next.method, next.address, next.fields));
    } catch (problem) {
      if (!(problem instanceof NoAnswer)) throw problem;
      if (form.isConnected) this.#wait(form, next);
    } finally {
      this.#asking = false;
      form.removeAttribute("aria-busy");
    }
  }

  /** What is asked for next, or null where the page has changed. */
  #arrived(form, asked, { page, leadsTo }) {
    if (!form.isConnected) return null; // somebody came in meanwhile
    if (isOfInterview(leadsTo)) return { method: "GET", address: leadsTo };
    if (leadsTo) location.replace(leadsTo);
    else if (isWhole(page)) this.#paint(page, asked);
    else if (asked.method === "GET") location.replace(asked.address);
    else submitPlainly(form, asked);
    return null;
  }

  #paint(next, { method, address }) {
    const page = this.#page;
    for (const name of ["lang", "dir", "data-theme", "data-text"]) {
      const text = next.documentElement.getAttribute(name);
      if (text === null) page.documentElement.removeAttribute(name);
      else page.documentElement.setAttribute(name, text);
    }
    page.title = next.title;
    page.body.replaceWith(page.importNode(next.body, true));
    hideAddress(page, method === "GET" ? address : "");
    scrollTo(0, 0);
    this.#onScreen();
    focusOn(page, new URL(address, location).hash);
  }

  #wait(form, asked) {
    const page = this.#page;
    page.querySelector("[data-lost]")?.remove();
    const lost = page.querySelector("template[data-no-connection]").content.cloneNode(true);
    form.querySelector("main").prepend(lost);
    show(page, "[data-trying]");
    form.querySelector("main").scrollIntoView();
    const again = () => this.#go(form, asked);
    this.#waiting = { again, timer: setTimeout(() => this.tryNow(), AGAIN_MS) };
  }
}

const isOfInterview = (address) => INTERVIEW.test(address);

/** Whether a page of an interview has arrived to its last line. */
const isWhole = (page) => Boolean(page?.querySelector(SCREEN) && page.querySelector("template[data-whole]"));

function show(page, wanted) {
  for (const line of page.querySelectorAll("[data-lost] p")) line.hidden = !line.matches(wanted);
}

/** The address that stays in the history: of the interview, never of a question. */
function hideAddress(page, otherwise) {
  const address = page.querySelector(SCREEN)?.dataset.address ?? otherwise;
  if (address) history.replaceState(null, "", address);
}

function focusOn(page, hash) {
  const field = page.getElementById(decodeURIComponent(hash.slice(1)));
  field?.focus();
  field?.scrollIntoView({ block: "center" });
}

/** As without scripts: for answers that are no screen, as the page to sign in again. */
function submitPlainly(form, { address, fields }) {
  form.setAttribute("action", address);
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "go", value: fields.get("go") ?? "" }));
  HTMLFormElement.prototype.submit.call(form); // a question may be named "submit"
}
