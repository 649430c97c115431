// Keeps the fragments of forms on the tablet, so that interviews open without a connection.
// They are texts that everybody is asked: nothing in them is of a person.
// The same holds for the pictures and sounds that they show.
import { documentAt } from "./fragments.js";

const MEDIA = /^\/instruments\/[0-9a-f-]+\/media\//;
const AT_ONCE = 4; // requests: on a slow line each waits seconds for its answer
const CACHE = "screens of forms"; // the service worker answers from it

/** The addresses of the fragments of a version, in one language and in each two. */
export const addressesOf = ({ version, page, languages }) => languages.flatMap((language) => (
  ["", ...languages.filter((other) => other !== language)].map((second) => (
    `/tablet/screens/${version}/${page}/${language}/${second && `${second}/`}`))));

/**
 * wanted: [{ version, page, languages }]. What is not wanted any more is removed.
 * onProgress: hears how many of how many addresses were fetched. Resolves with whether
 * all that is wanted is on the tablet.
 */
export async function keepScreens(wanted, onProgress = () => {}) {
  const cache = await caches.open(CACHE);
  const addresses = new Set(wanted.flatMap(addressesOf));
  const versions = new Set(wanted.map(({ version }) => version));
  for (const pathname of await storedAddresses(cache)) {
    if (!MEDIA.test(pathname) && !versions.has(pathname.split("/")[3])) await cache.delete(pathname);
  }
  const waiting = [...addresses];
  while (waiting.length) {
    onProgress(addresses.size - waiting.length, addresses.size);
    await Promise.all(waiting.splice(0, AT_ONCE).map((address) => keep(cache, address)));
  }
  await keepMedia(cache);
  const kept = new Set(await storedAddresses(cache));
  return [...addresses].every((address) => kept.has(address));
}

const storedAddresses = async (cache) => (await cache.keys()).map(({ url }) => new URL(url).pathname);

/** The pictures and sounds of the stored fragments, and no others. */
async function keepMedia(cache) {
  const kept = await storedAddresses(cache);
  const screens = kept.filter((pathname) => !MEDIA.test(pathname));
  const pages = await Promise.allSettled(screens.map((pathname) => documentAt(pathname, pathname.split("/")[3])));
  if (pages.some(({ status }) => status === "rejected")) return; // what they show is not known: all stays
  const shown = new Set(pages.flatMap(({ value }) => mediaIn(value)));
  for (const pathname of kept) if (MEDIA.test(pathname) && !shown.has(pathname)) await cache.delete(pathname);
  for (const pathname of shown) {
    if (kept.includes(pathname)) continue;
    const response = await fetch(pathname, { redirect: "error" }).catch(() => undefined); // no line: next time
    const ours = /^(image|audio)\//.test(response?.headers.get("Content-Type") ?? "");
    if (response?.status === 200 && ours) await cache.put(pathname, response);
  }
}

function mediaIn(page) {
  const parts = [...page.querySelectorAll("template")].flatMap(({ content }) => [...content.querySelectorAll("[src]")]);
  return parts.map((part) => part.getAttribute("src")).filter((src) => MEDIA.test(src));
}

async function keep(cache, address) {
  const before = await cache.match(address);
  const tag = before?.headers.get("ETag");
  const response = await fetch(`${address}?fresh`, { redirect: "error", headers: tag ? { "If-None-Match": tag } : {} })
    .catch(() => undefined); // no line: what is stored stays, and the next fetch of the pack asks again
  if (response?.status !== 200) return;
  const text = await response.clone().text().catch(() => ""); // the line was lost in the middle
  const ours = text.includes("data-fragments"); // not a page of another network
  if (ours && text.trimEnd().endsWith("</html>")) await cache.put(address, response);
}
