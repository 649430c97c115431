// The only module that touches `indexedDB`. Everything in it is sealed before it comes
// here. A change of several stores is one transaction: all of it happens, or nothing.
const NAME = "forms";
const VERSION = 1;
const STORES = ["vault", "drafts", "waiting", "received", "pack"];
let opening;

/** The tablet has no space left; nothing of the change was stored. */
export class NoSpace extends Error {}

/** The browser keeps nothing here: a private window, or storage is switched off. */
export class NoStorage extends Error {}

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name));
    request.onerror = () => reject(new NoStorage(request.error?.name));
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opening = undefined; };
      request.result.onclose = () => { opening = undefined; };
      resolve(request.result);
    };
  });
  opening.catch(() => { opening = undefined; });
  return opening;
}

const settled = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function storesOf(transaction) {
  const store = (name) => transaction.objectStore(name);
  return {
    get: (name, key) => settled(store(name).get(key)),
    all: (name) => settled(store(name).getAll()),
    keys: (name) => settled(store(name).getAllKeys()),
    put: (name, key, value) => settled(store(name).put(value, key)),
    remove: (name, key) => settled(store(name).delete(key)),
    clear: (name) => settled(store(name).clear()),
  };
}

async function run(names, mode, work) {
  const database = await open();
  const transaction = database.transaction(names, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
  });
  try {
    const result = await work(storesOf(transaction));
    await done;
    return result;
  } catch (problem) {
    try { transaction.abort(); } catch (late) { if (late.name !== "InvalidStateError") throw late; } // it ended by itself
    await done.catch(() => undefined); // why it ended is in `problem`
    throw problem.name === "QuotaExceededError" ? new NoSpace() : problem;
  }
}

/**
 * Run work(stores) over these stores in one transaction that is on the disk when this
 * resolves. work waits for nothing but stores, or the transaction ends under it.
 */
export const change = (names, work) => run(names, "readwrite", work);

export const read = (names, work) => run(names, "readonly", work);

/** Everything on this tablet, at once. */
export const eraseAll = () => change(STORES, async (stores) => {
  for (const name of STORES) await stores.clear(name);
});
