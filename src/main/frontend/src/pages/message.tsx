import { Answer, Badge, useAnswer } from "../parts/basics";
import { Payload } from "../parts/payload";
import { attempts, Story, type Step } from "../parts/story";
import { Trace } from "../parts/trace";
import { link } from "../place";
import type { Message } from "../types";
import { count } from "../words";

export function MessagePage({ queue, id }: { queue: string; id: string }) {
  const message = useAnswer<Message>(`api/queues/${encodeURIComponent(queue)}/messages/${encodeURIComponent(id)}`);
  return (
    <>
      <p class="faint"><a href={link(["queues"])}>Queues</a> / <a href={link(["queues", queue])}>{queue}</a></p>
      <h1>Message {id}</h1>
      <Answer of={message}>{(found) => <Found message={found} />}</Answer>
    </>
  );
}

function Found({ message }: { message: Message }) {
  return (
    <>
      <dl class="card">
        <div><dt>State</dt><dd><Badge>{message.state}</Badge></dd></div>
        <div><dt>Failed attempts</dt><dd>{count(message.attempts)}</dd></div>
        <div><dt>Deliveries</dt><dd>{count(message.deliveries)}</dd></div>
        <div><dt>Trace</dt><dd><Trace headers={message.headers} /></dd></div>
      </dl>
      <Story steps={steps(message)} />
      {message.message_text === undefined
        ? <Payload name="Message" value={message.message} />
        : <section class="card"><h2>Message, its beginning</h2><pre tabIndex={0}>{message.message_text}</pre></section>}
      <Payload name="Headers" value={message.headers} />
    </>
  );
}

function steps(message: Message): Step[] {
  const all: Step[] = [{ at: message.enqueued_at, what: "enqueued" }, ...attempts(message.errors ?? [])];
  if (message.archived_at) return [...all, { at: message.archived_at, what: archived(message) }];
  if (message.progress) all.push({ at: message.progress.at, what: progress(message.progress) });
  if (!message.due_at) return all;
  return [...all, { at: message.due_at, what: due(message) }];
}

function archived(message: Message) {
  if (!message.failure_id) return "archived";
  return <>given up, and archived: <a href={link(["failures", message.failure_id])}>why</a></>;
}

function progress({ fraction, note }: { fraction: number; note: string }): string {
  return `its handler is ${Math.round(fraction * 100)} % through${note && `: ${note}`}`;
}

function due(message: Message): string {
  if (message.state === "in_hand") return "its lease ends; a worker has it";
  return message.state === "ready" ? "ready to be taken" : "due";
}
