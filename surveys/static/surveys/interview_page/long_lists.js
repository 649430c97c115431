// Long lists are searched on the tablet: what is chosen stays, and what fits is shown.
const LONG_LIST = 40;

export function narrowList({ place, fragments }) {
  const row = place.querySelector(".search");
  if (!row) return;
  const options = [...place.querySelectorAll(".choices label.choice")].filter((label) => !label.closest(".states"));
  const [status, box] = [place.querySelector("[role=status]"), row.querySelector("input")];
  if (options.length <= LONG_LIST) { // few of them are offered now
    row.remove();
    status.remove();
    return;
  }
  const texts = new Map(options.map((label) => [label, plainLetters(label.textContent)]));
  const show = () => {
    const wanted = plainLetters(box.value).trim();
    const hits = new Set(wanted ? options.filter((label) => texts.get(label).includes(wanted)).slice(0, LONG_LIST) : []);
    for (const label of options) label.hidden = !hits.has(label) && !label.querySelector("input").checked;
    const shown = options.filter((label) => !label.hidden).length;
    status.textContent = fragments.say("found one", { shown, found: options.length });
  };
  box.removeAttribute("name"); // it is no answer
  row.querySelector("button").hidden = true; // each letter searches
  box.addEventListener("input", show);
  box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); }); // it searches, and does not go on
  place.addEventListener("change", show);
  show();
}

/** Without capitals and accents, so that “etat” finds “État”. */
const plainLetters = (text) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
