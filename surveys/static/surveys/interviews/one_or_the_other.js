// “Not known” and an answer exclude each other: choosing one takes the other away.
const isState = (input) => input.value.startsWith("state:");

export function keepOneOrTheOther(page) {
  page.addEventListener("input", ({ target }) => {
    const question = target.closest("fieldset[id^='q-']");
    if (!question || !target.name) return;
    const others = [...question.querySelectorAll(`[name="${CSS.escape(target.name)}"]`)];
    const state = target.type === "checkbox" && isState(target);
    if (state && !target.checked) return;
    for (const other of others.filter((input) => input !== target)) {
      const otherState = other.type === "checkbox" && isState(other);
      if (otherState) other.checked = false;
      else if (state && other.type === "checkbox") other.checked = false;
      else if (state && other.type !== "radio") other.value = "";
    }
  });
}
