// Two people open one answer: the first peels a layer when asking, the second the rest.
import { recoveryField } from "./recovery_field.js";
import { fromBase64, openAnswer, peel } from "./sealed_answer.js";

const SHOWN_MS = 60_000;
const DOES_NOT_OPEN = ["OperationError", "DataError"];
const ask = document.querySelector("[data-ask]");
const open = document.querySelector("[data-open]");
if (ask) onSubmit(ask, peelMine);
if (open) {
  open.querySelector("[data-scripted]").hidden = false;
  onSubmit(open, showAnswer);
}

function onSubmit(form, act) {
  const field = recoveryField(form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await act(form, field);
    } catch (problem) {
      if (!DOES_NOT_OPEN.includes(problem.name)) throw problem;
      field.say("closed");
    } finally {
      delete form.dataset.sent; // send_once.js marked it; it may be sent again
    }
  });
}

async function peelMine(form, field) {
  const { publicKey, wrapped, context } = form.dataset;
  const partner = form.querySelector("[name=partner]:checked");
  if (partner) {
    const keys = await field.keys(fromBase64(publicKey));
    if (!keys) return;
    const halves = JSON.parse(new TextDecoder().decode(await peel(keys, context, fromBase64(wrapped))));
    form.elements.half.value = halves[partner.value];
    field.clear();
  }
  form.submit(); // what else is missing, the server says
}

async function showAnswer(form, field) {
  const keys = await field.keys(fromBase64(form.dataset.publicKey));
  if (!keys) return;
  const reply = await fetch(form.action, { method: "POST", body: new FormData(form) });
  const envelope = reply.headers.get("content-type") === "application/json" ? await reply.json() : null;
  if (!envelope || envelope.problem) {
    if (envelope) field.say("", envelope.problem); else field.say("lost");
    return;
  }
  const key = await peel(keys, envelope.half_context, fromBase64(envelope.half));
  const answer = await openAnswer(key, envelope.answer_context, fromBase64(envelope.answer));
  field.clear();
  show(typeof answer === "string" ? answer : JSON.stringify(answer));
}

function show(text) {
  const section = document.querySelector("[data-answer]");
  const place = section.querySelector("[data-said]");
  const forget = () => { place.textContent = ""; section.hidden = true; };
  place.textContent = text;
  section.hidden = false;
  section.focus();
  setTimeout(forget, SHOWN_MS);
  section.querySelector("[data-forget]").addEventListener("click", forget);
  addEventListener("pagehide", forget);
}
