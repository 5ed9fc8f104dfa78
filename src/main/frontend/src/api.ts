import { signal } from "@preact/signals";
import { parse } from "./json";

/** What the server said instead of what was asked for. Its detail says what to do. */
export class Problem extends Error {
  constructor(readonly status: number, detail: string) {
    super(detail);
  }
}

const KEPT_AS = "taskwire token";

/** The bearer token of whoever looks, for as long as the tab is open. */
export const token = signal(sessionStorage.getItem(KEPT_AS) ?? "");

/** Whether the server wants a token, or another one. */
export const tokenWanted = signal(false);

export function enter(given: string): void {
  token.value = given.trim();
  sessionStorage.setItem(KEPT_AS, token.value);
  tokenWanted.value = false;
}

/** Relative, so that the dashboard works under whatever path it is served. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token.value) headers.set("Authorization", `Bearer ${token.value}`);
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers, cache: "no-store" });
  } catch (failure) {
    if (init.signal?.aborted) throw failure;
    throw new Problem(0, "the server does not answer");
  }
  if (response.ok) return response;
  if (response.status === 401) tokenWanted.value = true;
  throw new Problem(response.status, detail(await response.text()) ?? `the server answered ${response.status}`);
}

export async function get<T>(path: string, abort?: AbortSignal): Promise<T> {
  const response = await request(path, abort ? { signal: abort } : {});
  return parse(await response.text()) as T;
}

/** @param body JSON text, so that what people write goes out as they wrote it */
export async function send<T>(method: string, path: string, body?: string): Promise<T> {
  const json = body === undefined ? {} : { body, headers: { "Content-Type": "application/json" } };
  const response = await request(path, { method, ...json });
  const text = await response.text();
  return (text === "" ? {} : parse(text)) as T;
}

/** @param values those that are undefined or empty are left out */
export function query(path: string, values: Record<string, string | number | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return text === "" ? path : `${path}?${text}`;
}

function detail(text: string): string | undefined {
  try {
    return JSON.parse(text).detail;
  } catch {
    return undefined;
  }
}
