// The rescue file: all finished interviews that wait, sealed as they lie here. Only the
// server opens them; a coordinator brings the file there. Nothing is deleted for it.
import { read } from "./stored_records.js";

const FORMAT = "daa rescue file 1";

/** { name, text, count } of the file. */
export async function rescueFile(device, day) {
  const waiting = await read(["waiting"], (stores) => stores.all("waiting"));
  const records = waiting.map((entry) => entry.record);
  return { name: `forms-${day}.json`, text: JSON.stringify({ format: FORMAT, device, records }), count: records.length };
}
