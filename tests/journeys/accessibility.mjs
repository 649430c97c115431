// What keeps people out of the page that shows: axe-core, and what it does not measure.
// Loaded into a page by accessibility.py, after axe-core.
const RULES = {
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
};
// What colours and sides can change; names and roles are the same in every look.
const SEEN = { ...RULES, runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block", "target-size"] } };
const [SMALLEST, BUTTON] = [24, 48]; // WCAG 2.5.8; what a finger hits

const visible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
const nameOf = (element) => `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ""}.${element.className} “${element.textContent.trim().slice(0, 30)}”`;

async function withLook([theme, direction], look) {
  const root = document.documentElement;
  const before = [root.dataset.theme, root.dir];
  Object.assign(root, { dir: direction }).dataset.theme = theme;
  try {
    return await look();
  } finally {
    root.dir = before[1];
    if (before[0] === undefined) delete root.dataset.theme;
    else root.dataset.theme = before[0];
  }
}

/** Serious and critical findings: “theme direction: rule at selector”. */
async function violations(looks) {
  const findings = [];
  for (const [index, look] of looks.entries()) {
    const result = await withLook(look, () => axe.run(document, index ? SEEN : RULES));
    for (const { id, impact, nodes } of result.violations) {
      if (!["serious", "critical"].includes(impact)) continue;
      findings.push(...nodes.map((node) => `${look.join(" ")}: ${id} at ${node.target.join(" ")} ${node.html.slice(0, 120)}`));
    }
  }
  return findings;
}

/** What is wider than the window, and buttons of the bar that are cut off. */
function cutOff() {
  const [findings, wide] = [[], []];
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth > width) findings.push(`scrolls sideways: ${document.scrollingElement.scrollWidth} in ${width}`);
  for (const element of document.querySelectorAll("body *")) {
    if (!visible(element) || element.closest(".sr, .skip, .scroll")) continue;
    const { left, right } = element.getBoundingClientRect();
    if (left < -1 || right > width + 1) wide.push(`sticks out: ${nameOf(element)} ${Math.round(left)} to ${Math.round(right)} of ${width}`);
  }
  findings.push(...wide.slice(-2)); // the innermost
  for (const button of [...document.querySelectorAll(".bar > *")].filter(visible)) {
    const { top, bottom } = button.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight + 1) findings.push(`out of the window: ${nameOf(button)}`);
    if (button.scrollWidth > button.clientWidth + 1) findings.push(`words cut off: ${nameOf(button)}`);
  }
  return findings;
}

/** Targets that a finger misses. A link in a sentence may be small. */
function smallTargets() {
  const findings = [];
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!visible(element) || element.closest(".sr, .skip, [aria-hidden=true]") || element.type === "hidden") continue;
    const label = element.matches("[type=radio], [type=checkbox]") ? element.closest("label") : null;
    const { width, height } = (label ?? element).getBoundingClientRect();
    const inSentence = element.matches("a:not(.button, .tool)") && element.closest("p, li");
    const least = element.matches("button, .button, summary, [type=radio], [type=checkbox]") ? BUTTON : SMALLEST;
    if (!inSentence && (height < least - 0.5 || width < SMALLEST)) findings.push(`small: ${nameOf(label ?? element)} ${Math.round(width)} × ${Math.round(height)}`);
  }
  return findings;
}

/** Where texts of a language begin: each says its own direction. */
function directions() {
  const right = new Set(["ar", "fa", "ur", "he", "ps", "ckb"]);
  return [...document.querySelectorAll("main [lang]")].filter(visible).flatMap((element) => {
    const wanted = right.has(element.lang.split("-")[0]) ? "rtl" : "ltr";
    return getComputedStyle(element).direction === wanted ? [] : [`not ${wanted}: ${nameOf(element)}`];
  });
}

/** What is wrong with where the focus is: lost, hidden, under the bar, or not to be seen. */
function focus() {
  const element = document.activeElement;
  if (!element || element === document.body) return ["the focus is lost"];
  const shown = element.matches("[type=radio], [type=checkbox]") ? element.closest("label") ?? element : element;
  const [{ top, bottom, height }, bar] = [shown.getBoundingClientRect(), document.querySelector(".bar")];
  const edge = bar && !bar.contains(element) ? bar.getBoundingClientRect().top : innerHeight;
  const findings = [];
  if (!height || !visible(shown)) findings.push(`not to be seen: ${nameOf(shown)}`);
  if (height < edge && (bottom > edge + 1 || top < -1)) findings.push(`out of sight: ${nameOf(shown)} ${Math.round(top)} to ${Math.round(bottom)}, bar at ${Math.round(edge)}`);
  const ring = [element, element.closest("label") ?? shown].some((ringed) => getComputedStyle(ringed).outlineStyle !== "none");
  if (!ring && element.tabIndex >= 0) findings.push(`without a ring: ${nameOf(shown)}`);
  return findings;
}

globalThis.accessibility = { focus, violations, cutOff, smallTargets, directions, withLook };
