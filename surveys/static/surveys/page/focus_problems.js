// The list of problems takes focus, so that a screen reader says it first.
export function focusProblems(page) {
  page.querySelector(".summary")?.focus();
}
