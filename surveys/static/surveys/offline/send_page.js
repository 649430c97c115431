// Send: what waits, what was not accepted, what was received; the button, the file.
import { rescueFile } from "./rescue_file.js";
import { listSent } from "./send_waiting.js";
import { storageState } from "./storage_state.js";
import { fillList, part, showPage } from "./shell_page.js";
import { labelOf, momentOf, say } from "./texts.js";

const lineOf = (entry) => ({ title: `${entry.site}, ${labelOf(entry.title)}` });

export async function showSend({ vault, pack }) {
  const page = showPage("send");
  await fillSend({ vault });
  part(page, "rescue").onclick = () => save(vault, pack);
  return page;
}

export async function fillSend({ vault }) {
  const page = document.querySelector('[data-page="send"]');
  const { waiting, received } = await listSent(vault);
  const refused = waiting.filter((entry) => entry.state === "refused");
  fillList(part(page, "waiting"), waiting.filter((entry) => entry.state === "waiting").map((entry) => ({
    ...lineOf(entry), text: say("finished_at", { when: momentOf(entry.finishedAt) }), end: say("waiting"),
  })), say("none_waiting"));
  fillList(part(page, "refused"), refused.map((entry) => ({
    ...lineOf(entry), text: entry.sentence || say("kept"), end: say("correct"), bad: true,
  })), say("nothing"));
  fillList(part(page, "received"), received.map((entry) => ({
    ...lineOf(entry),
    text: say(entry.state === "received" ? "receipt" : entry.state, { when: momentOf(entry.receivedAt), receipt: entry.receipt }),
    end: say("received"),
    good: true,
  })), say("nothing"));
  part(page, "storage").textContent = storageSentence(await storageState());
}

function storageSentence({ kept, usedPercent, little }) {
  const sentence = say(kept ? "storage_kept" : "storage_not_kept", { percent: `${usedPercent}\u202f%` });
  return little ? `${sentence} ${say("storage_little")}` : sentence;
}

async function save(vault, pack) {
  const { name, text } = await rescueFile(vault.device, pack?.today() ?? new Date().toISOString().slice(0, 10));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
