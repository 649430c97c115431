// The tablet's pages without a connection. It keeps files of the shell and nothing else:
// answers and interviews never pass through its cache. The texts of forms are kept by the
// page itself (interview_page/screen_store.js), and answered from here.
"use strict";
const SHELL = {{ data|safe }};
const CACHE = `shell ${SHELL.version}`;
const SCREENS = "screens of forms"; // and the pictures and sounds in them
const MEDIA = /^\/instruments\/[0-9a-f-]+\/media\//;
const CHOICE = "language of the shell";

async function fetched(address, options) {
  const response = await fetch(new Request(address, { cache: "no-store", credentials: "same-origin", redirect: "error", ...options }));
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return response;
}

// Another network may answer 200 with a page of its own: the mark is in ours alone.
async function page(address) {
  const response = await fetched(address, {});
  if (!(await response.clone().text()).includes("data-tablet-shell")) throw new Error(`${address} is not ours`);
  return response;
}

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all([
    ...SHELL.pages.map(async (address) => cache.put(address, await page(address))),
    ...Object.entries(SHELL.files).map(async ([address, integrity]) => (
      cache.put(address, await fetched(address, { integrity })))),
  ]);
}

async function forgetOthers() {
  const names = (await caches.keys()).filter((name) => name.startsWith("shell ") && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function chosenPage(url) {
  const choices = await caches.open(CHOICE);
  const asked = url.searchParams.get("lang");
  if (asked) await choices.put(SHELL.shell, new Response(asked));
  const earlier = asked ? null : await choices.match(SHELL.shell);
  const language = asked ?? (earlier ? await earlier.text() : SHELL.language);
  const cache = await caches.open(CACHE);
  return await cache.match(`${SHELL.shell}?lang=${language}`) ?? cache.match(SHELL.pages[0]);
}

async function answer(request, url) {
  if (request.mode === "navigate") return await chosenPage(url) ?? fetch(request);
  const cache = await caches.open(CACHE);
  return await cache.match(url.pathname) ?? fetch(request);
}

async function screens(request, url) {
  const cache = await caches.open(SCREENS);
  const stored = url.search ? undefined : await cache.match(url.pathname);
  return stored ?? fetch(request);
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(forgetOthers()));

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  const ours = url.pathname === SHELL.shell || url.pathname in SHELL.files;
  const form = url.pathname.startsWith(`${SHELL.shell}screens/`) || MEDIA.test(url.pathname);
  if (form) event.respondWith(screens(event.request, url));
  else if (ours) event.respondWith(answer(event.request, url));
});

// A new worker waits until every window is closed. A window may let it in earlier, when
// it is the only one; it says so only where no interview is open (today_page.js).
addEventListener("message", (event) => {
  if (event.data !== "take over") return;
  event.waitUntil(clients.matchAll({ type: "window", includeUncontrolled: true })
    .then((windows) => (windows.length <= 1 ? skipWaiting() : undefined)));
});
