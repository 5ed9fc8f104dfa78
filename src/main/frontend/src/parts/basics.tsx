import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, Problem } from "../api";
import { now } from "../live";
import { ago, exactTime } from "../words";

export function Time({ at }: { at: string | null | undefined }) {
  return at ? <time dateTime={at} title={exactTime(at)}>{ago(at, now.value)}</time> : <span class="faint">–</span>;
}

export function Badge({ children, kind = "" }: { children: ComponentChildren; kind?: string }) {
  return <span class={`badge ${kind}`}>{children}</span>;
}

/** What to do where there is nothing to see. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="empty">{children}</div>;
}

export function Failed({ why }: { why: Error }) {
  const away = why instanceof Problem && why.status === 503;
  return (
    <div class="empty problem" role="alert">
      <strong>{away ? "This comes when the database is back." : "This could not be shown."}</strong>
      <p>{why.message}</p>
    </div>
  );
}

export function Tile({ name, children, note }: { name: string; children: ComponentChildren; note?: ComponentChildren }) {
  return (
    <div class="tile">
      <div class="faint">{name}</div>
      <div class="figure">{children}</div>
      {note && <div class="faint small">{note}</div>}
    </div>
  );
}

/** What one request answers, asked again every so often. */
export function useAnswer<T>(path: string, everyMilliseconds = 5_000): { answer?: T; failure?: Error; again: () => void } {
  const [state, setState] = useState<{ path: string; answer?: T; failure?: Error }>({ path });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    const ask = () =>
      get<T>(path, abort.signal).then(
        (answer) => setState({ path, answer }),
        (failure: Error) => abort.signal.aborted || setState((before) => ({ ...keep(before, path), failure })),
      );
    void ask();
    const timer = setInterval(() => document.hidden || void ask(), everyMilliseconds);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [path, everyMilliseconds, asked]);
  return { ...(state.path === path ? state : {}), again: () => setAsked(asked + 1) };
}

function keep<T>(before: { path: string; answer?: T }, path: string): { path: string; answer?: T } {
  return before.path === path && before.answer !== undefined ? { path, answer: before.answer } : { path };
}

/** The page's content, once its answer is there. */
export function Answer<T>({ of, children }: { of: { answer?: T; failure?: Error }; children: (answer: T) => ComponentChildren }) {
  return (
    <>
      {of.failure && <Failed why={of.failure} />}
      {of.answer !== undefined ? children(of.answer) : !of.failure && <p class="faint">Loading …</p>}
    </>
  );
}
