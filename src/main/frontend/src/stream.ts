import { request } from "./api";
import { event, type StreamEvent } from "./event";

const SILENCE_MOST = 20_000;
const PAUSES = [500, 1_000, 2_000, 5_000];

/**
 * Follows a stream of server-sent events until it is told to stop, and goes on after the last event it has seen when a
 * connection ends. By fetch, since the browser's own EventSource cannot send a token.
 */
export class Stream {
  private readonly stopped = new AbortController();
  private lastId = "";
  private failures = 0;

  constructor(
    private readonly path: string,
    private readonly heard: (event: StreamEvent) => void,
    private readonly connected: (yes: boolean, why?: Error) => void,
  ) {
    void this.follow();
  }

  stop(): void {
    this.stopped.abort();
  }

  private async follow(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      try {
        await this.connection();
        this.connected(false);
      } catch (failure) {
        if (this.stopped.signal.aborted) return;
        this.connected(false, failure instanceof Error ? failure : new Error(String(failure)));
      }
      await this.pause(PAUSES[Math.min(this.failures++, PAUSES.length - 1)] ?? 5_000);
    }
  }

  private async connection(): Promise<void> {
    const silent = new AbortController();
    const signal = AbortSignal.any([this.stopped.signal, silent.signal]);
    const headers: Record<string, string> = this.lastId ? { "Last-Event-ID": this.lastId } : {};
    const response = await request(this.path, { signal, headers });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    this.failures = 0;
    this.connected(true);
    let rest = "";
    for (;;) {
      const timer = setTimeout(() => silent.abort(), SILENCE_MOST);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      rest = this.take(rest + value);
    }
  }

  /** Answers what has no end yet. */
  private take(text: string): string {
    const blocks = text.split("\n\n");
    const rest = blocks.pop() ?? "";
    blocks.map(event).forEach((found) => {
      if (found.id) this.lastId = found.id;
      if (found.data) this.heard(found);
    });
    return rest;
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
}
