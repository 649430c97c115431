// The heading of a new screen takes focus, so that one Tab reaches the first choice.
export function focusHeading(page) {
  page.querySelector("main h1")?.focus({ preventScroll: true });
}
