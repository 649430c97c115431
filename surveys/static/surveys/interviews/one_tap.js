// A tap on a single choice goes on. Arrow keys only move; number keys choose.
const SEEN_MS = 250; // long enough to see what was chosen
// A single choice, or of several choices the one that stands alone.
const ANSWERS_ALL = "[data-one-tap] input[type=radio], [data-tap-alone] :is([data-alone], [value^='state:'])";

export function goOnByOneTap(page, signal) {
  page.addEventListener("click", ({ target, detail }) => {
    if (!detail || !answersAll(target)) return; // chosen by a key
    setTimeout(() => { if (target.checked && target.isConnected && answersAll(target)) goOn(target.form); }, SEEN_MS);
  }, { signal });
}

/** Whether a tap says all that is asked: with ticks beside it the person looks again. */
const answersAll = (input) => input.matches(ANSWERS_ALL)
  && [...input.form.querySelectorAll(`[name="${CSS.escape(input.name)}"]:checked`)].every((other) => other === input);

const goOn = (form) => form.requestSubmit(form.querySelector(".bar button[value=continue]"));

export function chooseByKey(page) {
  page.addEventListener("keydown", ({ key, target }) => {
    if (!/^[1-9]$/.test(key) || target.matches("input:not([type=radio],[type=checkbox]), select, textarea")) return;
    const choice = page.querySelectorAll("[data-one-tap] input, .keys input")[key - 1];
    choice?.focus();
    choice?.click();
  });
}
