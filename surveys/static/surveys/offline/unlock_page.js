// The first passphrase of the tablet, and unlocking it.
import { askToKeep } from "./storage_state.js";
import { NoAnswer, askSession, postJson } from "./server_answers.js";
import { sendWaiting } from "./send_waiting.js";
import { createVault, passphraseProblem, tabletOf, unlock } from "./vault.js";
import { pageOf, part, showPage, showTyped } from "./shell_page.js";
import { say } from "./texts.js";

/** Ask until the tablet is unlocked; resolves with the open vault. */
export async function openVault() {
  const tablet = await tabletOf();
  return tablet ? unlocked(tablet) : setUp();
}

function onSubmit(page, act) {
  const [form, problem] = [part(page, "form"), part(page, "problem")];
  form.onsubmit = async (event) => {
    event.preventDefault();
    const button = form.querySelector("button.primary");
    button.disabled = true;
    problem.textContent = "";
    try {
      problem.textContent = await act(form.elements) ?? "";
    } finally {
      button.disabled = false;
    }
  };
}

function setUp() {
  const page = showPage("set-up");
  const forget = showTyped(page);
  return new Promise((resolve) => {
    onSubmit(page, async ({ name, passphrase, again }) => {
      const weak = passphraseProblem(passphrase.value);
      if (weak) return say(weak);
      if (passphrase.value !== again.value) return say("different");
      try {
        const session = await askSession();
        const { document } = await postJson("/tablet/register/", session.csrf, { name: name.value });
        const vault = await createVault({ passphrase: passphrase.value, device: document.device, name: document.name });
        await askToKeep();
        forget();
        resolve(vault);
        return "";
      } catch (problem) {
        if (problem instanceof NoAnswer) return problem.sentence || say(problem.problem);
        throw problem;
      }
    });
  });
}

function unlocked({ device }) {
  const page = showPage("unlock");
  const forget = showTyped(page);
  part(page, "send-locked").onclick = async () => {
    const sent = part(page, "sent");
    sent.textContent = say("sending");
    const { problem, sentence } = await sendWaiting({ device });
    sent.textContent = problem ? sentence || say(problem) : say("sent");
  };
  return new Promise((resolve) => {
    onSubmit(page, async ({ passphrase }) => {
      const vault = await unlock(passphrase.value);
      if (!vault) return say("wrong");
      forget();
      resolve(vault);
      return "";
    });
    pageOf("unlock").querySelector("#passphrase").focus();
  });
}
