// Keeps the fragments of forms on the tablet, so that interviews open without a connection.
// They are texts that everybody is asked: nothing in them is of a person.
const CACHE = "screens of forms"; // the service worker answers from it

/** The addresses of the fragments of a version, in one language and in each two. */
export const addressesOf = ({ version, page, languages }) => languages.flatMap((language) => (
  ["", ...languages.filter((other) => other !== language)].map((second) => (
    `/tablet/screens/${version}/${page}/${language}/${second && `${second}/`}`))));

/**
 * wanted: [{ version, page, languages }]. What is not wanted any more is removed.
 * onProgress: hears how many of how many addresses were fetched.
 */
export async function keepScreens(wanted, onProgress = () => {}) {
  const cache = await caches.open(CACHE);
  const addresses = new Set(wanted.flatMap(addressesOf));
  const versions = new Set(wanted.map(({ version }) => version));
  for (const { url } of await cache.keys()) {
    const [, , , version] = new URL(url).pathname.split("/");
    if (!versions.has(version)) await cache.delete(url);
  }
  let stored = 0;
  for (const address of addresses) {
    onProgress(stored, addresses.size);
    await keep(cache, address);
    stored += 1;
  }
}

async function keep(cache, address) {
  const stored = await cache.match(address);
  const tag = stored?.headers.get("ETag");
  const response = await fetch(`${address}?fresh`, { redirect: "error", headers: tag ? { "If-None-Match": tag } : {} })
    .catch(() => undefined); // no line: what is stored stays, and the next fetch of the pack asks again
  if (response?.status !== 200) return;
  const ours = (await response.clone().text()).includes("data-fragments"); // not a page of another network
  if (ours) await cache.put(address, response);
}
