// Seals and opens for Python, a line of JSON each: the browser's half of the sealing.
import { createInterface } from "node:readline";
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto; // Node.js 18 keeps it behind a flag
const hpke = await import("../../surveys/static/surveys/sealing/hpke.js");
const { openAnswer, peel } = await import("../../surveys/static/surveys/sealed_answers/sealed_answer.js");
const { sealWords } = await import("../../surveys/static/surveys/sealing/own_words.js");
const { sealRecord } = await import("../../surveys/static/surveys/sealing/record_envelope.js");
const { newId } = await import("../../surveys/static/surveys/sealing/primitives.js");
const { readRecovery, recoveryText } = await import("../../surveys/static/surveys/sealed_answers/recovery_sheet.js");

const un = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (content) => Buffer.from(content).toString("hex");
const keysOf = ({ publicKey, privateKey }) => ({ publicKey: un(publicKey), privateKey: un(privateKey) });
const hexed = (contents) => Object.fromEntries(Object.entries(contents).map(([name, value]) => [name, hex(value)]));

const ACTS = {
  make: async () => hexed(await hpke.makeKeys()),
  schedule: async ({ shared, info }) => hexed(await hpke.schedule(un(shared), un(info))),
  seal: async ({ publicKey, info, aad, plaintext }) => hex(await hpke.seal(un(publicKey), un(info), un(aad), un(plaintext))),
  open: async ({ info, aad, sealed, ...keys }) => hex(await hpke.open(keysOf(keys), un(info), un(aad), un(sealed))),
  together: async (keys) => hpke.belongTogether(keysOf(keys)),
  fingerprint: async ({ publicKey }) => hpke.fingerprint(un(publicKey)),
  peel: async ({ context, wrapped, ...keys }) => hex(await peel(keysOf(keys), context, un(wrapped))),
  answer: async ({ key, context, sealed }) => openAnswer(un(key), context, un(sealed)),
  words: async ({ words, custody }) => sealWords(words, custody),
  record: async ({ document, id, key }) => sealRecord(document, id, key),
  id: () => newId(),
  write: ({ key }) => recoveryText(un(key)),
  read: ({ text }) => {
    const { key, ...problem } = readRecovery(text);
    return key ? hex(key) : problem;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...request } = JSON.parse(line);
  const reply = await Promise.resolve(ACTS[act](request)).catch(({ name }) => ({ failed: name }));
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
