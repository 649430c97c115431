// A tap on a single choice goes on; number keys choose, arrow keys only move.
const SEEN_MS = 250; // long enough to see what was chosen

export function goOnByOneTap(form) {
  for (const input of form.querySelectorAll("[data-one-tap] input[type=radio]")) {
    input.addEventListener("click", ({ detail }) => {
      if (!detail) return; // chosen by a key
      setTimeout(() => { if (input.checked && input.isConnected) goOn(form); }, SEEN_MS);
    });
  }
}

const goOn = (form) => form.requestSubmit(form.querySelector(".bar button[value=continue]"));

/** The choice that a number key stands for, chosen and, by one tap, gone on from. */
export function chooseByKey(form, { key, target }) {
  if (!/^[1-9]$/.test(key) || target.matches("input:not([type=radio],[type=checkbox]), select, textarea")) return;
  const choice = form.querySelectorAll("[data-one-tap] input, .keys input")[key - 1];
  choice?.focus();
  choice?.click();
}
