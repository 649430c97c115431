// Whether the browser keeps what lies here: it may delete it when space is short, unless
// it promised not to, and a private window deletes it when it is closed.
const LITTLE = 200_000_000; // bytes; a tablet with less is nearly full, or the window is private

/** Ask the browser to keep the data; its answer: true, false, or null where it has none. */
export async function askToKeep() {
  return navigator.storage?.persist ? navigator.storage.persist() : null;
}

/** { kept, usedPercent, little }: null and 0 where the browser does not tell. */
export async function storageState() {
  const storage = navigator.storage;
  const kept = storage?.persisted ? await storage.persisted() : null;
  const { usage = 0, quota = 0 } = storage?.estimate ? await storage.estimate() : {};
  return { kept, usedPercent: quota ? Math.ceil((100 * usage) / quota) : 0, little: quota > 0 && quota - usage < LITTLE };
}
