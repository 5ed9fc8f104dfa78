import { computed, signal } from "@preact/signals";

/** Where one is: the path as its parts, and the filter. In the address, so that a link holds both. */
export interface Place {
  parts: string[];
  filter: URLSearchParams;
}

const hash = signal(location.hash);
addEventListener("hashchange", () => (hash.value = location.hash));

export const place = computed(() => read(hash.value));

export function read(text: string): Place {
  const [path, filter] = text.replace(/^#?\/?/, "").split("?", 2);
  const parts = (path ?? "").split("/").filter((part) => part !== "").map(decode);
  return { parts, filter: new URLSearchParams(filter ?? "") };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place, for a link. */
export function link(parts: string[], filter: Record<string, string> = {}): string {
  const path = `#/${parts.map(encodeURIComponent).join("/")}`;
  const given = Object.entries(filter).filter(([, value]) => value !== "");
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** Changes the filter of where one is, without a step in the browser's history. */
export function setFilter(changes: Record<string, string>): void {
  const { parts, filter } = place.value;
  const next = { ...Object.fromEntries(filter), ...changes };
  history.replaceState(null, "", link(parts, next));
  hash.value = location.hash;
}
