// Today: rounds with what is due first, open interviews, what waits to be sent.
import { readDrafts } from "./open_interviews.js";
import { listSent } from "./send_waiting.js";
import { fillList, heading, listElement, pageOf, part, showPage } from "./shell_page.js";
import { dayOf, labelOf, momentOf, say } from "./texts.js";

const titleOf = (pack, assignment) => labelOf(pack.instruments[assignment.version]?.title ?? {}) || assignment.instrument;

/**
 * interviewing: whether interviews run on this page; else rows lead to the other one.
 * getting: whether forms are being fetched at this moment.
 */
export async function showToday({ vault, pack, interviewing, getting = false }) {
  const page = showPage("today");
  const focused = document.activeElement.getAttribute("href"); // its row is written again
  const [{ drafts, damaged }, { waiting }] = [await readDrafts(vault), await listSent(vault)];
  const rows = drafts.map((draft) => ({
    title: draft.site,
    text: say("saved_at", { title: labelOf(draft.title), when: momentOf(draft.savedAt) }),
    end: say("go_on"),
    address: `#/form/${draft.id}`,
  }));
  if (damaged) rows.push({ title: "", text: say("damaged", { count: damaged }), bad: true });
  fillList(part(page, "drafts"), rows, say("no_drafts"));
  const oldest = waiting.at(-1);
  fillList(part(page, "waiting"), oldest ? [{
    title: say("count_waiting", { count: waiting.length }),
    text: say("oldest", { when: momentOf(oldest.finishedAt) }),
    end: say("waiting"),
    address: "#/send",
  }] : [], say("none_waiting"));
  if (pack || !getting) showRounds(part(page, "rounds"), { pack, interviewing });
  else part(page, "rounds").replaceChildren();
  showGetting(getting);
  showOldForms(page, pack);
  showWayBack(page, pack);
  if (focused) page.querySelector(`a[href="${focused}"]`)?.focus();
  return page;
}

function showRounds(place, { pack, interviewing }) {
  const rounds = (pack?.rounds ?? []).filter((round) => round.state === "open")
    .sort((a, b) => a.ends_on.localeCompare(b.ends_on));
  const shown = rounds.flatMap((round) => {
    const list = listElement();
    const rows = pack.assignments.filter((assignment) => assignment.round === round.code)
      .sort((a, b) => (a.received - a.wanted) - (b.received - b.wanted));
    fillList(list, rows.map((assignment) => ({
      title: assignment.site,
      text: say("progress", { title: titleOf(pack, assignment), received: assignment.received, wanted: assignment.wanted }),
      end: round.suspended.includes(assignment.site) ? say("suspended") : say("begin"),
      bad: round.suspended.includes(assignment.site),
      address: interviewing ? `#/new/${assignment.id}` : "/field/start/",
    })), say("no_work"));
    return [heading(say("until", { name: round.name, day: dayOf(round.ends_on) })), list];
  });
  if (!shown.length) {
    const list = listElement();
    fillList(list, [], say(pack ? "no_work" : "no_forms"));
    shown.push(list);
  }
  place.replaceChildren(...shown);
}

/** That forms are being fetched, and how many of them are here. */
export function showGetting(getting, { stored = 0, wanted = 0 } = {}) {
  const panel = part(pageOf("today"), "getting");
  const [status, progress] = panel.children;
  if (panel.hidden === getting) status.textContent = getting ? say("getting") : "";
  panel.hidden = !getting;
  if (wanted) Object.assign(progress, { max: wanted, value: stored });
  else progress.removeAttribute("value");
}

/** How one comes back from the form about the place; the number is in the locked pack. */
function showWayBack(page, pack) {
  const panel = part(page, "way-back");
  panel.hidden = !pack?.place_form_number;
  part(panel, "number").textContent = pack?.place_form_number ?? "";
}

function showOldForms(page, pack) {
  const panel = part(page, "problem-panel");
  panel.hidden = !pack?.isOld;
  if (pack?.isOld) part(panel, "problem").textContent = say("old_forms", { days: pack.daysOld() });
}

/** Say a problem in words above Today; "" takes it away. */
export function sayOnToday(page, sentence) {
  const panel = part(page, "problem-panel");
  panel.hidden = !sentence;
  part(panel, "problem").textContent = sentence;
}
