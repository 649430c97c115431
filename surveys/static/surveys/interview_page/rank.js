// All choices in order: a tap puts a choice last, or takes it out again.
export function paintRank({ place, key, question, posted, fragments }) {
  const box = place.querySelector(`#${CSS.escape(`a-${key}`)}`);
  const [list, buttons] = [fragments.row("placed"), [...box.querySelectorAll(".choices button")]];
  box.querySelector(".choices").before(list);
  const byCode = new Map(buttons.map((button) => [button.value.slice(`place:${key}:`.length), button]));
  const known = new Set(question.choices.filter(({ state }) => !state).map(({ code }) => code));
  let placed = posted.filter((code) => known.has(code) && byCode.has(code));

  function show() {
    for (const [code, button] of byCode) button.hidden = placed.includes(code);
    list.hidden = !placed.length;
    list.replaceChildren(...placed.map(placedChoice));
  }

  function placedChoice(code) {
    const row = fragments.row("placed-choice");
    Object.assign(row.querySelector("input"), { name: key, value: code });
    row.querySelector("[data-label]").append(...[...byCode.get(code).childNodes].map((node) => node.cloneNode(true)));
    row.querySelector("button").type = "button";
    row.querySelector("button").addEventListener("click", () => change(placed.filter((other) => other !== code)));
    return row;
  }

  function change(next) {
    placed = next;
    show();
    box.dispatchEvent(new Event("change", { bubbles: true }));
    (box.querySelector(".choices button:not([hidden])") ?? list.querySelector("button"))?.focus(); // the one that was pressed is gone
  }

  for (const [code, button] of byCode) {
    button.type = "button";
    button.addEventListener("click", () => change([...placed.filter((other) => other !== code), code]));
  }
  show();
}
