// Asks the server, and tells its answers from those of other networks. A tablet deletes
// and replaces nothing because of an answer that is not the server's own JSON.

/** problem: "no_connection", "other_network", "sign_in", "no_space", "server", or a
 * word of the server; sentence: of the server, or "". */
export class NoAnswer extends Error {
  constructor(problem, sentence = "", status = 0) {
    super(problem);
    Object.assign(this, { problem, sentence, status });
  }
}

const STATUSES = { 401: "sign_in", 403: "forbidden", 404: "not_yours", 413: "too_large", 429: "too_many", 507: "no_space" };

async function answered(address, options) {
  try {
    return await fetch(address, { redirect: "manual", credentials: "same-origin", cache: "no-store", ...options });
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new NoAnswer("no_connection");
  }
}

/** { document, tag } of an answer 200, { document: null } of 304; else rejects. */
export async function askServer(address, options = {}) {
  const answer = await answered(address, options);
  if (answer.status === 304) return { document: null };
  if (answer.type === "opaqueredirect") throw new NoAnswer("other_network");
  const isJson = answer.headers.get("content-type")?.startsWith("application/json");
  const document = isJson ? await documentOf(answer) : null;
  if (answer.ok) {
    if (!document) throw new NoAnswer("other_network");
    return { document, tag: answer.headers.get("etag") };
  }
  const known = document?.problem ?? STATUSES[answer.status];
  if (!known) throw new NoAnswer(answer.status >= 500 ? "server" : "other_network", "", answer.status);
  throw new NoAnswer(known, document?.sentence ?? "", answer.status);
}

/** The mapping in an answer, or null where it was cut off or is none. */
async function documentOf(answer) {
  try {
    const document = await answer.json();
    return document && typeof document === "object" && !Array.isArray(document) ? document : null;
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    return null;
  }
}

export const postJson = (address, token, document) => askServer(address, {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-CSRFToken": token },
  body: JSON.stringify(document),
});

/** { csrf, time, device } of who is signed in. */
export async function askSession(device = "") {
  const { document } = await askServer(`/tablet/session/?device=${encodeURIComponent(device)}`);
  if (typeof document.csrf !== "string") throw new NoAnswer("other_network");
  return document;
}
