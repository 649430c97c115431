// The key ceremony: a key is made, goes on paper, is read from it, and only then its
// public half is sent. The private half is in this page's memory and nowhere else.
import { fingerprint, makeKeys } from "../sealing/hpke.js";
import { GROUPS, recoveryText } from "./recovery_sheet.js";
import { toBase64 } from "./sealed_answer.js";

const part = (name) => document.querySelector(`[data-${name}]`);
const [start, sheet, prove] = ["start", "sheet", "prove"].map(part);
let publicKey;
let groups;
let numbers;

start.hidden = false;
part("make").addEventListener("click", async () => {
  const keys = await makeKeys();
  publicKey = keys.publicKey;
  groups = recoveryText(keys.privateKey).split(" ");
  part("fingerprint").textContent = await fingerprint(publicKey);
  part("groups").replaceChildren(...groups.map(listed));
  start.hidden = true;
  showSheet();
});
part("print").addEventListener("click", () => print());
part("again").addEventListener("click", showSheet);
part("written").addEventListener("click", () => {
  const first = 1 + Math.floor(Math.random() * (GROUPS - 1)); // which is no secret
  numbers = [first, first + 1 + Math.floor(Math.random() * (GROUPS - first))];
  prove.querySelectorAll("[data-number]").forEach((place, index) => { place.textContent = numbers[index]; });
  [sheet.hidden, prove.hidden] = [true, false];
  prove.querySelector("[data-group]").focus();
});
prove.addEventListener("submit", (event) => {
  const typed = [...prove.querySelectorAll("[data-group]")].map((field) => plain(field.value));
  const wrong = numbers.filter((number, index) => typed[index] !== groups[number - 1]);
  if (!wrong.length) { prove.elements.public_key.value = toBase64(publicKey); return; }
  event.preventDefault();
  event.stopPropagation(); // send_once.js would think that it was sent
  part("problem").textContent = `${prove.dataset.wrong} ${wrong.join(", ")}`;
});

function showSheet() {
  [sheet.hidden, prove.hidden] = [false, true];
  sheet.focus();
}

function listed(group) {
  const line = document.createElement("li");
  line.className = "code";
  line.textContent = group;
  return line;
}

const plain = (text) => text.toUpperCase().replace(/[\s\-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
