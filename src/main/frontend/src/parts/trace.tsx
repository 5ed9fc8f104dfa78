import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { get } from "../api";
import type { Json } from "../json";
import { Copy } from "./copy";

/** Where traces are looked at, with {trace_id} where the id goes; undefined until it is known, null where nothing is configured. */
const template = signal<string | null | undefined>(undefined);

/** The trace of a message, by its headers. */
export function Trace({ headers }: { headers: Json }) {
  const id = traceId(headers);
  useEffect(() => {
    if (!id || template.value !== undefined) return;
    get<{ configuration: { tracing?: { link?: string | null } } }>("api/system").then(
      (system) => (template.value = system.configuration.tracing?.link || null),
      () => undefined,
    );
  }, [id]);
  if (!id) return <span class="faint">none: its writer gave no traceparent</span>;
  const address = template.value?.replaceAll("{trace_id}", id);
  return (
    <>
      {address && /^https?:/.test(address) ? <a href={address} rel="noreferrer"><code>{id}</code></a> : <code>{id}</code>} <Copy text={id} what="trace" />
    </>
  );
}

/** As W3C's traceparent has it. */
export function traceId(headers: Json): string | undefined {
  const given = (headers as { traceparent?: Json } | null)?.traceparent;
  const id = typeof given === "string" ? /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(given)?.[1] : undefined;
  return id && /[1-9a-f]/.test(id) ? id : undefined;
}
