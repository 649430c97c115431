// Stands in for the shell of the tablet: it opens one interview and keeps it in memory.
import { Instrument } from "/static/surveys/engine/index.js";
import { openInterview } from "/static/surveys/interview_page/interview_page.js";
import { coverPage, isCovered, placeFormIn } from "/static/surveys/interview_page/place_form.js";

if (isCovered()) await coverPage(placeFormIn(document));

const { compiled, draft, contacts } = await (await fetch("/host/interview.json")).json();
const instrument = new Instrument(compiled);
const kept = JSON.parse(sessionStorage.getItem("kept") ?? "null") ?? draft;
globalThis.host = { draft: kept, finished: null, ended: false, saves: 0 };

const pack = {
  now: () => new Date(),
  today: () => draft.day,
  instrument: async () => instrument,
  round: () => ({ synthetic: true }),
  contactsAt: () => contacts,
  usualMinutes: () => null,
};

const autosaving = () => ({
  get draft() { return host.draft; },
  change(parts) { host.draft = { ...host.draft, ...parts }; host.saves += 1; },
  async flush() { sessionStorage.setItem("kept", JSON.stringify(host.draft)); },
});

async function finishInterview({ draft: finished, stopped }) {
  host.finished = { answers: finished.answers, typed: finished.unchecked, stopped };
  return { outcome: "finished", id: finished.id };
}

host.page = await openInterview(document.getElementById("interview"), {
  vault: null, draft: kept, pack,
  doors: { autosaving, finishInterview, removeDraft: async () => "removed" },
  leave: () => { host.ended = "left"; },
  finished: () => { host.ended = "finished"; },
});
document.body.dataset.ready = "yes";
