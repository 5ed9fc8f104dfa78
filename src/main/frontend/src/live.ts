import { signal } from "@preact/signals";
import { Problem } from "./api";
import { parse } from "./json";
import type { StreamEvent } from "./event";
import { Stream } from "./stream";
import type { Activity, Caller, Figures } from "./types";

const ACTIVITY_MOST = 500;

/** The queues and problems as they are, once a second; undefined until the first comes. */
export const figures = signal<Figures | undefined>(undefined);

/** The latest rows of the activity log, the newest first. */
export const activity = signal<Activity[]>([]);

/** Who looks, and what he may do. */
export const caller = signal<Caller>({ name: "", roles: [] });

/** Why nothing comes; empty while the server is heard. */
export const silence = signal("connecting");

/** Whether the server is there and its database is not. */
export const databaseAway = signal(false);

/** The time by the server's clock, so that ages are right on a machine whose clock is not. */
export const now = signal(Date.now());

let ahead = 0;
setInterval(() => (now.value = Date.now() + ahead), 1_000);

const heard: Record<string, (data: never) => void> = {
  hello: (data: Caller) => (caller.value = data),
  figures: (data: Figures) => {
    figures.value = data;
    databaseAway.value = false;
    ahead = Date.parse(data.at) - Date.now();
  },
  away: () => (databaseAway.value = true),
  activity: (data: Activity) => (activity.value = [data, ...activity.value].slice(0, ACTIVITY_MOST)),
};

/** Follows the server, for as long as the page is there; a page that nobody sees does not. */
export function begin(): void {
  let stream: Stream | undefined = new Stream("api/events", take, connected);
  document.addEventListener("visibilitychange", () => {
    stream?.stop();
    stream = document.hidden ? undefined : new Stream("api/events", take, connected);
  });
}

function take(event: StreamEvent): void {
  heard[event.name]?.(parse(event.data) as never);
}

function connected(yes: boolean, why?: Error): void {
  silence.value = yes ? "" : (why?.message ?? "the server has ended the stream");
  if (!yes) databaseAway.value = why instanceof Problem && why.status === 503 && why.message.includes("database");
}
