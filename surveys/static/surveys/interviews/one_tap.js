// A tap on a single choice goes on. Arrow keys only move; number keys choose.
const SEEN_MS = 250; // long enough to see what was chosen

export function goOnByOneTap(page) {
  for (const input of page.querySelectorAll("[data-one-tap] input[type=radio]")) {
    input.addEventListener("click", ({ detail }) => {
      if (!detail) return; // chosen by a key
      setTimeout(() => { if (input.checked) goOn(input.form); }, SEEN_MS);
    });
  }
}

const goOn = (form) => form.requestSubmit(form.querySelector("button[value=continue]"));

export function chooseByKey(page) {
  page.addEventListener("keydown", ({ key, target }) => {
    if (!/^[1-9]$/.test(key) || target.matches("input:not([type=radio],[type=checkbox]), select, textarea")) return;
    const choice = page.querySelectorAll("[data-one-tap] input, .keys input")[key - 1];
    choice?.focus();
    choice?.click();
  });
}
