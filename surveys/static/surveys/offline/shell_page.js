// The parts of the shell's one document: which page shows, its lists, its lines.
const place = (name) => document.querySelector(`[data-page="${name}"]`);

/** Show one page; where it is another one, the focus goes to its heading. */
export function showPage(name) {
  const isOther = document.body.dataset.shows !== name;
  for (const page of document.querySelectorAll("[data-page]")) page.hidden = page.dataset.page !== name;
  const shown = place(name);
  document.body.dataset.shows = name;
  if (isOther) shown.querySelector("h1")?.focus({ preventScroll: true });
  return shown;
}

/** Take out of the document what pages listed of places and interviews. */
export function emptyLists() {
  for (const list of document.querySelectorAll("[data-rounds], [data-about], [data-page] ul.rows")) list.replaceChildren();
}

export const pageOf = place;
export const part = (page, name) => page.querySelector(`[data-${name}]`);

/** Fill a list with rows: { title, text, end, address, bad, good }; without rows, a sentence. */
export function fillList(list, rows, nothing) {
  const items = rows.map(rowOf);
  if (!items.length) items.push(rowOf({ title: "", text: nothing }));
  list.replaceChildren(...items);
}

function rowOf({ title, text = "", end = "", address = "", bad = false, good = false, act }) {
  const template = document.querySelector(address || act ? "template[data-row]" : "template[data-line]");
  const item = template.content.firstElementChild.cloneNode(true);
  item.querySelector("b").textContent = title;
  item.querySelector("small").textContent = text;
  const last = item.querySelector(".end");
  last.textContent = end;
  last.classList.toggle("bad", bad);
  last.classList.toggle("good", good);
  if (address) item.querySelector("a").href = address;
  return item;
}

export function heading(text) {
  const element = document.createElement("h2");
  element.textContent = text;
  return element;
}

export function listElement() {
  const list = document.createElement("ul");
  list.className = "rows";
  return list;
}

/** Passphrases are shown while the box is ticked. */
export function showTyped(page) {
  const box = part(page, "show-typed");
  const fields = [...page.querySelectorAll("input[type=password]")];
  box.addEventListener("change", () => fields.forEach((field) => { field.type = box.checked ? "text" : "password"; }));
  return () => {
    box.checked = false;
    fields.forEach((field) => { field.type = "password"; field.value = ""; });
  };
}
