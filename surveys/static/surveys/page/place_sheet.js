// The form about the place stays until its number is typed, or its title is held down.
const HELD_MS = 2000;

export function stayOnSheet(page) {
  const form = page.querySelector("[data-sheet]");
  const title = page.querySelector("#sheet-title");
  history.pushState(null, "");
  addEventListener("popstate", () => history.pushState(null, ""));
  let held;
  title.addEventListener("pointerdown", () => { held = setTimeout(() => leave(form), HELD_MS); });
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) {
    title.addEventListener(end, () => clearTimeout(held));
  }
  title.addEventListener("contextmenu", (event) => event.preventDefault());
}

function leave(form) {
  const held = Object.assign(document.createElement("input"), { type: "hidden", name: "title", value: "held" });
  form.append(held);
  form.requestSubmit();
}
