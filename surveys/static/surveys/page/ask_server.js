// Asks the server so that a script hears what came of it, and also that nothing came. An
// answer counts only where it says that it is ours: other networks answer with pages of
// their own. A redirect is read, and not followed: the page it leads to is asked for next.
const PATIENCE_MS = 15_000;
const NO_SPACE = 507; // a page that says so, with what was typed

/** No answer of ours: no connection, another network, half an answer, a broken server. */
export class NoAnswer extends Error {}

/**
 * Resolves with { status, page, leadsTo }. page: the document in the answer, or null;
 * leadsTo: the address of what comes next, or "".
 */
export function askServer(method, address, fields = null) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = () => reject(new NoAnswer(address));
    request.open(method, address);
    request.responseType = "document";
    request.timeout = PATIENCE_MS;
    request.setRequestHeader("Sent-By", "script");
    Object.assign(request, { onerror: fail, ontimeout: fail, onabort: fail });
    request.onload = () => {
      const { status, response: page } = request;
      const isOurs = request.getResponseHeader("Answered-By") === "forms";
      if (!isOurs || (status >= 500 && status !== NO_SPACE)) fail();
      else resolve({ status, page, leadsTo: request.getResponseHeader("Leads-To") ?? "" });
    };
    request.send(fields);
  });
}
