// Says on the device, before anything is sent, that a text points to a person.
import { foundIn } from "./identity_scan.js";

const WAIT_MS = 400; // nobody is told off in the middle of a word

export function watchText(page) {
  const words = page.querySelector("template[data-identifying]");
  if (!words) return;
  const sentence = (kind) => words.content.querySelector(`[data-kind="${kind}"]`).textContent;
  for (const box of page.querySelectorAll("textarea[data-scanned]")) {
    const notice = box.closest("fieldset").querySelector("[data-notice]");
    const look = () => {
      const text = foundIn(box.value).map(sentence).join(" ");
      if (notice.textContent !== text) notice.textContent = text;
      notice.hidden = !text;
    };
    let waiting;
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, WAIT_MS);
    });
    box.addEventListener("blur", look);
  }
}
