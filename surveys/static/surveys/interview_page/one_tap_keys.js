// Number keys choose on the page of a tablet; arrow keys only move.

/** The choice that a number key stands for, chosen and, by one tap, gone on from. */
export function chooseByKey(form, { key, target }) {
  if (!/^[1-9]$/.test(key) || target.matches("input:not([type=radio],[type=checkbox]), select, textarea")) return;
  const choice = form.querySelectorAll("[data-one-tap] input, .keys input")[key - 1];
  choice?.focus();
  choice?.click();
}
