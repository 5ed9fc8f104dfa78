/** One event of a stream. */
export interface StreamEvent {
  name: string;
  id: string;
  data: string;
}

/** Reads what stands between two blank lines. */
export function event(block: string): StreamEvent {
  const found: StreamEvent = { name: "message", id: "", data: "" };
  for (const line of block.split("\n")) {
    const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (field === "event") found.name = value ?? "";
    if (field === "id") found.id = value ?? "";
    if (field === "data") found.data += (found.data ? "\n" : "") + value;
  }
  return found;
}
