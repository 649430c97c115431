// Trees of expressions, as expressions.py writes them into the compiled instrument.

/** The parts of a node that are trees themselves; a list's name is none. */
const children = (node) => (node[0] === "call" ? node[2] : node.slice(1)).filter(Array.isArray);

/** Every node of a tree; the compiler has bounded how deep it is. */
export function* nodes(tree) {
  if (!tree) return;
  yield tree;
  for (const part of children(tree)) yield* nodes(part);
}

/** The question that jr:choice-name() names, in quotes: '${question}'. */
export const quoted = (node) => String(node[1]).replace(/^\$\{/, "").replace(/\}$/, "").trim();

/** The names of all questions that an expression reads. */
export function references(tree) {
  const names = new Set();
  for (const [kind, name, parts] of nodes(tree)) {
    if (kind === "ref" || kind === "each") names.add(name);
    if (kind !== "call" || name !== "jr:choice-name") continue;
    for (const argument of parts.slice(1)) if (argument[0] === "str") names.add(quoted(argument));
  }
  return names;
}

/** Whether a tree calls a function. */
export function callsFor(tree, wanted) {
  for (const [kind, name] of nodes(tree)) if (kind === "call" && name === wanted) return true;
  return false;
}
