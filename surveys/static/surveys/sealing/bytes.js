// Bytes, and the texts that they are written as.
const utf8 = new TextEncoder();
const AT_ONCE = 8192; // more arguments than this are too many for some browsers

/** Texts and bytes one after the other. */
export function bytes(...parts) {
  const read = parts.map((part) => (typeof part === "string" ? utf8.encode(part) : new Uint8Array(part)));
  const joined = new Uint8Array(read.reduce((sum, part) => sum + part.length, 0));
  read.reduce((start, part) => (joined.set(part, start), start + part.length), 0);
  return joined;
}

export const textOf = (content) => new TextDecoder().decode(content);

export const toHex = (content) => [...content].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export function toBase64(content) {
  let letters = "";
  for (let start = 0; start < content.length; start += AT_ONCE) {
    letters += String.fromCharCode(...content.subarray(start, start + AT_ONCE));
  }
  return btoa(letters);
}

export const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
