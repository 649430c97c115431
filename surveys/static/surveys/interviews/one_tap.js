// A tap on a single choice goes on. Arrow keys only move; number keys choose.
const SEEN_MS = 250; // long enough to see what was chosen
// A single choice, or of several choices the one that stands alone.
export const ANSWERS_ALL = "[data-one-tap] input[type=radio], [data-tap-alone] :is([data-alone], [value^='state:'])";

export function goOnByOneTap(page, signal) {
  page.addEventListener("click", ({ target, detail }) => {
    if (!detail || !target.matches("input:is([type=radio], [type=checkbox])") || !isOnlyOne(target)) return; // chosen by a key
    setTimeout(() => { if (target.checked && target.isConnected && target.matches(ANSWERS_ALL)) goOn(target.form); }, SEEN_MS);
  }, { signal });
}

/** With other ticks beside it, the person looks once more before going on. */
const isOnlyOne = ({ form, name }) => form.querySelectorAll(`[name="${CSS.escape(name)}"]:checked`).length === 1;

const goOn = (form) => form.requestSubmit(form.querySelector(".bar button[value=continue]"));

export function chooseByKey(page) {
  page.addEventListener("keydown", ({ key, target }) => {
    if (!/^[1-9]$/.test(key) || target.matches("input:not([type=radio],[type=checkbox]), select, textarea")) return;
    const choice = page.querySelectorAll("[data-one-tap] input, .keys input")[key - 1];
    choice?.focus();
    choice?.click();
  });
}
