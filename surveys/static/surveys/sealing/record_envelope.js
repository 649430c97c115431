// A finished interview sealed to the server's key. After that this tablet cannot read
// it. surveys/sealing/finished_records.py opens it, and says what it is bound to.
import { bytes, fromBase64, toBase64 } from "./bytes.js";
import { seal } from "./hpke.js";

const FORMAT = 1;
const BLOCK = 4096;

/** The text that is stored, sent and hashed. serverKey: { id, public_key } of the pack. */
export async function sealRecord(document, interviewId, serverKey) {
  const written = bytes(JSON.stringify(document));
  const blanks = (BLOCK - (written.length % BLOCK)) % BLOCK;
  const context = JSON.stringify(["daa finished record", FORMAT, interviewId, serverKey.id]);
  const sealed = await seal(fromBase64(serverKey.public_key), context, "", bytes(written, " ".repeat(blanks)));
  return JSON.stringify({ format: FORMAT, id: interviewId, key: serverKey.id, sealed: toBase64(sealed) });
}
