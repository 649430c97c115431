// Begin an interview: the place and the form are chosen, the languages are asked.
import { beginInterview } from "./open_interviews.js";
import { listSent } from "./send_waiting.js";
import { part, showPage } from "./shell_page.js";
import { labelOf, say } from "./texts.js";

/** onBegun hears the id of the new open interview. */
export async function showStart({ vault, pack, assignment, onBegun }) {
  const page = showPage("start");
  const instrument = assignment.version ? await pack.instrument(assignment.version) : null;
  const [form, problem] = [part(page, "form"), part(page, "problem")];
  part(page, "about").textContent = `${assignment.site} · ${labelOf(instrument?.title ?? {}) || assignment.instrument}`;
  problem.textContent = instrument ? "" : say("no_version");
  const languages = (instrument?.languages ?? []).map(({ tag }) => tag);
  const { language, second_language: second } = form.elements;
  language.replaceChildren(...languages.map(optionOf));
  const preferred = languages.find((code) => code === document.documentElement.lang);
  language.value = preferred ?? instrument?.defaultLanguage ?? "";
  second.replaceChildren(new Option(say("one_language"), ""), ...languages.map(optionOf));
  form.onsubmit = async (event) => {
    event.preventDefault();
    const result = await beginInterview({
      vault, pack, assignment, language: language.value, secondLanguage: second.value, heldToday: await heldToday(vault, pack),
    });
    if (result.outcome === "begun") onBegun(result.draft.id);
    else problem.textContent = say(result.reason ?? result.outcome);
  };
}

async function heldToday(vault, pack) {
  const { waiting, received } = await listSent(vault);
  return [...waiting, ...received].filter((entry) => entry.day === pack.today()).length;
}

function optionOf(code) {
  const names = new Intl.DisplayNames([code], { type: "language", fallback: "code" });
  return new Option(names.of(code), code);
}
