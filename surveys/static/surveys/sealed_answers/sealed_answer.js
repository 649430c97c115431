// One answer of one interview: two layers around its key, for two people, one after
// the other. Contexts come with the page; a wrong one opens nothing.
import { textOf } from "../sealing/bytes.js";
import { derive, open } from "../sealing/hpke.js";
import { aes } from "../sealing/primitives.js";

export { fromBase64, toBase64 } from "../sealing/bytes.js";

const NONCE_BYTES = 12;

export const peel = (keys, context, wrapped) => open(keys, context, "", wrapped);

export async function openAnswer(interviewKey, context, sealed) {
  const key = await derive(interviewKey, context);
  const clear = await aes("decrypt", key, sealed.slice(0, NONCE_BYTES), context, sealed.slice(NONCE_BYTES));
  return JSON.parse(textOf(clear));
}
