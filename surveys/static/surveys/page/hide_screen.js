// "Hide screen": an opaque neutral page at once, by button or by Shift three times.
const PRESSES = 3;
const WITHIN_MS = 5000;

export function hideOnRequest(page) {
  const cover = page.querySelector("[data-cover]");
  const button = page.querySelector("[data-hide]");
  if (!cover || !button) return;
  button.hidden = false;
  const hide = () => { if (!cover.open) cover.showModal(); };
  button.addEventListener("click", hide);
  cover.querySelector("[data-show]").addEventListener("click", () => cover.close());
  let presses = [];
  page.addEventListener("keyup", ({ key, timeStamp }) => {
    if (key !== "Shift") { presses = []; return; }
    presses = [...presses, timeStamp].filter((moment) => timeStamp - moment < WITHIN_MS);
    if (presses.length >= PRESSES) { presses = []; hide(); }
  });
}
