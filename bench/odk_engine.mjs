// ODK's engine (@getodk/xforms-engine) over one form: a line of JSON in, a line out.
// load {xml} · set {key, value} · add {key} · state → {key: [relevant, value, valid]}
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const packages = createRequire(`${process.argv[2]}/`);
// The engine asks for a browser's classes and for what node gives to CommonJS.
globalThis.require = packages;
globalThis.__dirname = process.argv[2];
const { JSDOM } = packages("jsdom");
const { window } = new JSDOM("");
for (const name of Object.getOwnPropertyNames(window)) {
  if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = window[name];
}
globalThis.document = window.document;
const entry = packages.resolve("@getodk/xforms-engine");
const { createInstance } = await import(pathToFileURL(entry));

let root;

async function load({ xml }) {
  const form = {
    fetchFormAttachment: () => Promise.reject(new Error("no attachment")),
    missingResourceBehavior: "BLANK",
  };
  ({ root } = await createInstance(xml, { form, instance: { stateFactory: (s) => s } }));
  return true;
}

function keyOf(reference) {
  const name = reference.replace(/^.*\//, "").replace(/\[\d+\]$/, "");
  const places = [...reference.matchAll(/\[(\d+)\]/g)].map((match) => match[1]);
  return [name, ...places].join(".");
}

function* leaves(node = root) {
  const children = node.currentState.children;
  if (children === null) yield node;
  else for (const child of children) yield* leaves(child);
}

function* repeats(node = root) {
  if (node.nodeType === "repeat-range:uncontrolled") yield node;
  for (const child of node.currentState.children ?? []) yield* repeats(child);
}

function leaf(key) {
  for (const node of leaves()) {
    if (keyOf(node.currentState.reference) === key) return node;
  }
  throw new Error(`no question ${key}`);
}

function set({ key, value }) {
  const node = leaf(key);
  if (node.nodeType === "select") node.selectValues([].concat(value));
  else if (node.nodeType === "rank") node.setValues(value);
  else if (node.nodeType === "trigger") node.setValue(value === "OK");
  else node.setValue(String(value));
  return true;
}

function add({ key }) {
  for (const range of repeats()) {
    if (keyOf(range.currentState.reference) === key) {
      range.addInstances(range.currentState.children.length - 1);
      return true;
    }
  }
  throw new Error(`no repeat ${key}`);
}

function text(value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join(" ");
  if (value === true) return "OK";
  return value === false ? "" : String(value);
}

function state() {
  const found = {};
  for (const node of leaves()) {
    const { reference, relevant, value } = node.currentState;
    const valid = node.validationState?.constraint?.valid ?? true;
    found[keyOf(reference)] = [relevant, text(value), valid];
  }
  return found;
}

const acts = { load, set, add, state };
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { answer: await acts[request.act](request) };
  } catch (problem) {
    answer = { problem: String(problem) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
