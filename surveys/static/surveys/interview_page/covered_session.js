// While the tablet shows the form about the place, the session of its browser is covered at
// the server too: no other address shows a name. Without a line only this page is covered.
import { NoAnswer, askSession } from "../offline/server_answers.js";

/** Cover the session. Resolves with its token, or null where that did not reach the server. */
export async function coverSession() {
  try {
    const { csrf } = await askSession();
    return await post(csrf, { tablet: "covered" }) ? csrf : null;
  } catch (problem) {
    if (problem instanceof NoAnswer) return null;
    throw problem;
  }
}

/** Where this does not reach the server, the number typed into the server's form does it. */
export async function uncoverSession(covering, number) {
  const csrf = await covering;
  if (csrf) await post(csrf, { sheet_number: number });
}

async function post(csrf, fields) {
  const options = { method: "POST", redirect: "manual", keepalive: true, headers: { "X-CSRFToken": csrf } };
  try {
    await fetch("/place/", { ...options, body: new URLSearchParams(fields) });
    return true;
  } catch (problem) {
    if (problem instanceof TypeError) return false; // no line
    throw problem;
  }
}
