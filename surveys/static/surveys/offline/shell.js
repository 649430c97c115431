// The tablet's one document: it unlocks, shows Today and Send, opens interviews, and sends
// what is finished whenever there is a line. Addresses stand after the #; they stay in the
// history of the browser, and say nothing of an interview.
import { NoFragments } from "../interview_page/fragments.js";
import { apply, remember } from "../interview_page/display_choices.js";
import { coverPage, isCovered, placeFormIn } from "../interview_page/place_form.js";
import { keepScreens } from "../interview_page/screen_store.js";
import { installWorker, takeOver } from "./install_worker.js";
import { listDrafts, readDraft } from "./open_interviews.js";
import { fetchPack, readPack } from "./pack.js";
import { sendWaiting, waitAfter } from "./send_waiting.js";
import { fillSend, showSend } from "./send_page.js";
import { NoAnswer } from "./server_answers.js";
import { emptyLists, pageOf, part, showPage } from "./shell_page.js";
import { showStart } from "./start_page.js";
import { NoSpace, NoStorage } from "./stored_records.js";
import { momentOf, say } from "./texts.js";
import { sayOnToday, showGetting, showToday } from "./today_page.js";
import { openVault } from "./unlock_page.js";

const IDLE_MS = 10 * 60_000; // then the tablet locks itself
const interviewPage = document.documentElement.dataset.interviewPage;
const outside = { lock: document.querySelector("[data-lock]"), today: document.querySelector("[data-to-today]"), send: document.querySelector("[data-to-send]") };
let [vault, pack, open, failures, timer, idle, getting] = [null, null, null, 0, 0, 0, false];

// -- which page shows ----------------------------------------------------------------

async function route() {
  if (!vault?.isOpen) return;
  const [, kind = "", id = ""] = location.hash.split("/");
  await closeInterview();
  if (kind === "send") await showSend({ vault, pack });
  else if (kind === "new" && pack?.assignment(Number(id))) await start(pack.assignment(Number(id)));
  else if (kind === "form" && interviewPage) await openInterview(id);
  else await today();
}

async function today() {
  const page = await showToday({ vault, pack, getting, interviewing: Boolean(interviewPage) });
  part(page, "fetch").onclick = () => refreshPack(page);
}

const start = (assignment) => showStart({ vault, pack, assignment, onBegun: (id) => { location.hash = `#/form/${id}`; } });

async function openInterview(id) {
  const draft = await readDraft({ vault, id });
  if (!draft) {
    await today();
    sayOnToday(pageOf("today"), say("ended"));
    return;
  }
  const container = showPage("interview");
  emptyLists(); // whoever comes in finds no place and no other interview
  const module = await import(interviewPage);
  try {
    open = await module.openInterview(container, { vault, draft, pack, leave, finished, lock, forget });
  } catch (problem) {
    if (!(problem instanceof NoFragments)) throw problem;
    history.replaceState(null, "", "#/");
    await today();
    sayOnToday(pageOf("today"), say("no_version"));
  }
}

function leave() { location.hash = "#/"; }

/** After an interview is in the queue: Today, and it is sent if there is a line. */
async function finished() {
  leave();
  await send();
}

async function closeInterview() {
  const closing = open;
  open = null;
  await closing?.close?.();
  pageOf("interview")?.replaceChildren();
}

// -- forms and sending ---------------------------------------------------------------

async function refreshPack(page = null) {
  const seen = getting = navigator.onLine && (!pack || Boolean(page)); // else it goes unseen
  const { sentence = "", whole = false } = await newForms();
  getting = false;
  if (document.body.dataset.shows === "today") await today();
  if (page && sentence) sayOnToday(page, sentence);
  if (seen) part(pageOf("today"), "ready").hidden = !whole;
}

/** Fetch the pack and the screens; a sentence where that did not work. */
async function newForms() {
  showGetting(getting);
  try {
    pack = await fetchPack(vault);
    if (document.body.dataset.shows === "today") await today();
    return { whole: await keepScreens(await screensWanted(), (stored, wanted) => showGetting(getting, { stored, wanted })) };
  } catch (problem) {
    if (problem instanceof NoSpace) return { sentence: say("no_space") };
    if (!(problem instanceof NoAnswer)) throw problem;
    return { sentence: problem.sentence || say(problem.problem) };
  }
}

const serverProblem = (problem) => say(problem === "no_space" ? "no_space_server" : problem);

/** Send what waits. again: also what was refused before. */
async function send({ again = false } = {}) {
  clearTimeout(timer);
  const last = part(pageOf("send"), "last");
  last.textContent = say("sending");
  const result = await sendWaiting({ device: vault.device, again, vault });
  if (result.device === "revoked" && !result.problem) { location.replace("/tablet/"); return; }
  failures = result.problem ? failures + 1 : 0;
  const wait = failures ? waitAfter(failures) : 0;
  const values = { when: momentOf(new Date()), problem: result.sentence || serverProblem(result.problem), minutes: Math.max(1, Math.round(wait / 60_000)) };
  last.textContent = result.problem ? say("last_try", values) : say("sent");
  if (wait) timer = setTimeout(send, wait);
  if (!vault.isOpen) return;
  if (document.body.dataset.shows === "send") await fillSend({ vault });
  if (document.body.dataset.shows === "today") await today();
}

/** The forms of the pack and of open interviews, in the language of the buttons. */
async function screensWanted() {
  const versions = new Map(Object.entries(pack.instruments));
  for (const { version } of await listDrafts(vault)) {
    if (!versions.has(version)) versions.set(version, { languages: (await pack.instrument(version))?.languages ?? [] });
  }
  // Also those with buttons in the other languages: the tablet is turned to the person.
  const pages = [...new Set([document.documentElement.lang, ...shellLanguages()])];
  return [...versions].flatMap(([version, { languages }]) => (
    pages.map((page) => ({ version, languages: languages.map(tagOf), page }))));
}

/** Languages of buttons that the tablet can be switched to. */
const shellLanguages = () => [...document.querySelectorAll("header a[lang]")].map(({ lang }) => lang);

const tagOf = (language) => language.tag ?? language;

// -- locking and being offline ---------------------------------------------------------

/** Lock without leaving the page: the form about the place covers it. */
async function forget() {
  await closeInterview();
  clearTimeout(timer);
  vault.lock();
  pack = null;
}

async function lock() {
  await forget();
  location.replace("/tablet/"); // nothing that was shown stays in memory
}

function watchIdle() {
  const again = () => { clearTimeout(idle); idle = setTimeout(lock, IDLE_MS); };
  ["pointerdown", "keydown", "visibilitychange"].forEach((name) => addEventListener(name, again, { passive: true }));
  again();
}

function showLine() {
  document.querySelector("[data-offline]").hidden = navigator.onLine || !vault;
}

function onUpdate(registration) {
  const page = pageOf("today");
  part(page, "update").hidden = false;
  part(page, "take-over").onclick = async () => {
    if (!open && !(await listDrafts(vault)).length) takeOver(registration);
  };
}

function offerDisplay() {
  apply();
  for (const button of document.querySelectorAll("[data-display]")) {
    button.onclick = () => {
      remember(...button.dataset.display.split(":"));
      button.closest("details").open = false;
      button.closest("details").firstElementChild.focus();
    };
  }
}

async function begin() {
  if (isCovered()) await coverPage(placeFormIn(document));
  vault = await openVault();
  for (const element of Object.values(outside)) element.hidden = false;
  outside.lock.onclick = lock;
  part(pageOf("send"), "send-now").onclick = () => send({ again: true });
  pack = await readPack(vault);
  addEventListener("hashchange", route);
  addEventListener("online", () => { showLine(); send(); });
  addEventListener("offline", showLine);
  showLine();
  watchIdle();
  getting = navigator.onLine && !pack;
  await route();
  await refreshPack();
  await send();
}

try {
  offerDisplay();
  installWorker(onUpdate).catch((problem) => console.warn("no service worker", problem.name));
  await begin();
} catch (problem) {
  if (!(problem instanceof NoStorage)) throw problem;
  showPage("wait").querySelector("p").textContent = say("no_storage");
}
