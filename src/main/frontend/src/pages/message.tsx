import { Answer, Badge, Time, useAnswer } from "../parts/basics";
import { Payload } from "../parts/payload";
import { link } from "../place";
import type { Message } from "../types";
import { count } from "../words";

export function MessagePage({ queue, id }: { queue: string; id: string }) {
  const message = useAnswer<Message>(`api/queues/${encodeURIComponent(queue)}/messages/${encodeURIComponent(id)}`);
  return (
    <>
      <p class="faint"><a href={link(["queues"])}>Queues</a> / <a href={link(["queues", queue])}>{queue}</a></p>
      <h1>Message {id}</h1>
      <Answer of={message}>
        {(found) => (
          <>
            <dl class="card">
              <div><dt>State</dt><dd><Badge>{found.state}</Badge></dd></div>
              <div><dt>Enqueued</dt><dd><Time at={found.enqueued_at} /></dd></div>
              <div><dt>{found.state === "in_hand" ? "Lease ends" : "Due"}</dt><dd><Time at={found.due_at} /></dd></div>
              <div><dt>Failed attempts</dt><dd>{count(found.attempts)}{found.last_error && <>: <span class="long">{found.last_error}</span></>}</dd></div>
              <div><dt>Deliveries</dt><dd>{count(found.deliveries)}</dd></div>
            </dl>
            {found.message_text === undefined
              ? <Payload name="Message" value={found.message} />
              : <section class="card"><h2>Message, its beginning</h2><pre tabIndex={0}>{found.message_text}</pre></section>}
            <Payload name="Headers" value={found.headers} />
          </>
        )}
      </Answer>
    </>
  );
}
