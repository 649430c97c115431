// The service worker: installed once, never let in while an interview is open.
const ADDRESS = "/tablet/sw.js";
const CHOICE = "language of the shell"; // the worker opens the shell in this language

// Trusted Types let a worker's address through this policy alone.
const policy = globalThis.trustedTypes?.createPolicy("tablet-worker", {
  createScriptURL: (address) => {
    if (address !== ADDRESS) throw new TypeError("another worker");
    return address;
  },
});

/** Install it; onUpdate hears when a newer one waits. Resolves with the registration. */
export async function installWorker(onUpdate) {
  if (!navigator.serviceWorker) return null;
  const choices = await caches.open(CHOICE);
  await choices.put("/tablet/", new Response(document.documentElement.lang));
  const address = policy ? policy.createScriptURL(ADDRESS) : ADDRESS;
  const registration = await navigator.serviceWorker.register(address, { scope: "/tablet/", updateViaCache: "none" });
  const tell = () => { if (registration.waiting && navigator.serviceWorker.controller) onUpdate(registration); };
  tell();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", tell));
  return registration;
}

/** Let a waiting worker in and load its page. Only where no interview is open. */
export function takeOver(registration) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting?.postMessage("take over");
}
