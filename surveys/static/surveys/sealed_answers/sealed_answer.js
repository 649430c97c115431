// One answer of one interview: two layers around its key, for two people, one after
// the other. Contexts come with the page; a wrong one opens nothing.
import { aes, derive, open } from "./hpke.js";

const NONCE_BYTES = 12;

export const peel = (keys, context, wrapped) => open(keys, context, "", wrapped);

export async function openAnswer(interviewKey, context, sealed) {
  const key = await derive(interviewKey, context);
  const clear = await aes("decrypt", key, sealed.slice(0, NONCE_BYTES), context, sealed.slice(NONCE_BYTES));
  return JSON.parse(new TextDecoder().decode(clear));
}

export const toBase64 = (content) => btoa(String.fromCharCode(...content));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
