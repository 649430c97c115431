// The field for a recovery text: what is wrong is said beside it, and nothing is sent.
import { belongTogether } from "../sealing/hpke.js";
import { readRecovery } from "./recovery_sheet.js";

export function recoveryField(page) {
  const box = page.querySelector("[data-recovery]");
  const [field, file] = [box.querySelector("textarea"), box.querySelector("input[type=file]")];
  file.addEventListener("change", async () => {
    field.value = (await file.files[0]?.text()) ?? field.value;
  });
  return {
    say: (name, detail = "") => say(box, name, detail),
    clear: () => { field.value = ""; file.value = ""; say(box, "", ""); },
    // { publicKey, privateKey } of this person, or null once the problem was said.
    keys: async (publicKey) => {
      const { key: privateKey, wrong, length } = readRecovery(field.value);
      if (wrong) return say(box, "wrong", wrong.join(", "));
      if (!privateKey) return say(box, "length", length);
      const keys = { publicKey, privateKey };
      return (await belongTogether(keys)) ? keys : say(box, "other", "");
    },
  };
}

function say(box, name, detail) {
  box.querySelector("[data-recovery-problem]").textContent = `${box.dataset[name] ?? ""} ${detail}`.trim();
  return null;
}
