// The buttons of the form about the place do what they say. All of it stays in the page:
// nothing is sent or stored.

export function workButtons(form) {
  const sheets = [...form.querySelectorAll("[data-part]")];
  const number = form.elements.sheet_number.closest("label");
  let shown = sheets.findIndex((sheet) => !sheet.hidden);
  const saySaved = (isSaved) => {
    for (const sentence of form.querySelectorAll("[data-saved]")) sentence.hidden = !isSaved;
  };
  const turnTo = (place) => {
    shown = (place + sheets.length) % sheets.length;
    sheets.forEach((sheet, at) => { sheet.hidden = at !== shown; });
    sheets[shown].querySelector("fieldset:last-of-type .two").append(number);
    form.querySelector("[data-shown]").textContent = sheets[shown].dataset.which;
    form.querySelector("#sheet-title").textContent = sheets[shown].dataset.title;
    form.querySelector("[data-does=before]").textContent = sheets.at(shown - 1).dataset.name;
  };
  const open = (name) => {
    const panel = form.querySelector(`[data-panel=${name}]`);
    panel.hidden = !panel.hidden;
    if (name === "list") fillList(panel, sheets);
    if (!panel.hidden) (panel.querySelector("textarea") ?? panel).focus();
  };
  const does = { before: () => turnTo(shown - 1), next: () => turnTo(shown + 1), notes: () => open("notes"), list: () => open("list") };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-does]");
    if (!button) return;
    event.preventDefault();
    saySaved(false);
    does[button.dataset.does]();
  });
  form.addEventListener("input", () => saySaved(false));
  form.addEventListener("submit", () => saySaved(true));
}

/** A sheet is filled in when something stands in one of its fields. */
function fillList(panel, sheets) {
  panel.querySelectorAll("li").forEach((line, at) => {
    const isFilled = [...sheets[at].querySelectorAll("input:not([name])")].some(({ value }) => value.trim());
    line.querySelector("[data-filled]").hidden = !isFilled;
    line.querySelector("[data-empty]").hidden = isFilled;
  });
}
