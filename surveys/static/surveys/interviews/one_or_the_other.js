// “Not known”, or a choice that stands alone, and other answers exclude each other: choosing
// one takes the other away.
const isState = (input) => input.type === "checkbox" && input.value.startsWith("state:");
const standsAlone = (input) => isState(input) || "alone" in input.dataset;

export function keepOneOrTheOther(page, signal) {
  page.addEventListener("input", ({ target }) => {
    const question = target.closest("fieldset[id^='q-']");
    if (!question || !target.name) return;
    const others = [...question.querySelectorAll(`[name="${CSS.escape(target.name)}"]`)];
    const alone = standsAlone(target);
    if (alone && !target.checked) return;
    for (const other of others.filter((input) => input !== target)) {
      if (standsAlone(other)) other.checked = false;
      else if (alone && other.type === "checkbox") other.checked = false;
      else if (alone && other.type !== "radio") other.value = "";
    }
  }, { signal });
}
