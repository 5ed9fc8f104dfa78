import { useState } from "preact/hooks";
import { query, send } from "../api";
import { caller, figures } from "../live";
import { link, place, setFilter } from "../place";
import { Action } from "../parts/action";
import { Answer, Badge, Empty, Tile, Time, useAnswer } from "../parts/basics";
import { Table, type Column } from "../parts/table";
import type { Message, Queue } from "../types";
import { about, count, duration } from "../words";

const LIMIT = 50;
const PLACES: [string, string][] = [["", "On the queue"], ["parked", "Due later"], ["unknown", "Unknown"], ["archived", "Archive"]];

export function QueuePage({ name }: { name: string }) {
  const queue = figures.value?.queues.find((one) => one.queue === name);
  return (
    <>
      <p class="faint"><a href={link(["queues"])}>Queues</a></p>
      <h1>{name} {queue?.paused_at && <Badge kind="warn">paused</Badge>}</h1>
      {figures.value && !queue && <Empty>There is no queue of this name. <a href={link(["queues"])}>See those there are</a>.</Empty>}
      {queue && <Standing queue={queue} />}
      {queue && <Messages queue={name} />}
      {queue && caller.value.roles.includes("enqueue") && <TestMessage queue={name} />}
    </>
  );
}

function Standing({ queue }: { queue: Queue }) {
  const path = `api/queues/${encodeURIComponent(queue.queue)}`;
  const act = (what: string, body?: object) => () => send(`POST`, `${path}/${what}`, body && JSON.stringify(body)).then(() => undefined);
  return (
    <>
      <div class="tiles">
        <Tile name="Ready">{about(queue.estimated, queue.ready)}</Tile>
        <Tile name="In hand">{about(queue.estimated, queue.in_hand)}</Tile>
        <Tile name="Delayed">{about(queue.estimated, queue.delayed + queue.parked)}</Tile>
        {queue.unknown > 0 && <Tile name="Unknown" note="of a type or version that no worker knows">{about(queue.estimated, queue.unknown)}</Tile>}
        <Tile name="Retrying">{about(queue.estimated, queue.retrying)}</Tile>
        <Tile name="Oldest ready">{queue.oldest_ready_seconds === null ? "–" : duration(queue.oldest_ready_seconds)}</Tile>
        <Tile name="Dead letters" note={queue.dead_letters > 0 && <a href={link(["failures"], { queue: queue.queue })}>why</a>}>
          {about(queue.estimated, queue.dead_letters)}
        </Tile>
        <Tile name="Archived">{about(queue.estimated, queue.archived)}</Tile>
      </div>
      <p class="buttons">
        {queue.paused_at
          ? <Action label="Resume" act={act("resume")} />
          : <Action label="Pause" act={act("pause")} question={<p>Workers take nothing more from <b>{queue.queue}</b>. What is sent to it is kept.</p>} />}
        <Action label="Purge" danger typed={queue.queue} act={act("purge", { queue: queue.queue })}
          question={<p>All messages that wait on <b>{queue.queue}</b> are deleted. They cannot be had back.</p>} />
      </p>
    </>
  );
}

function Messages({ queue }: { queue: string }) {
  const filter = place.value.filter;
  const where = filter.get("place") ?? "";
  const after = filter.get("after") ?? "";
  const path = query(`api/queues/${encodeURIComponent(queue)}/messages`, { limit: LIMIT, after, place: where });
  const messages = useAnswer<Message[]>(path);
  return (
    <section>
      <h2>Messages</h2>
      <p class="ranges" role="group" aria-label="Place">
        {PLACES.map(([value, label]) => (
          <button type="button" key={value} aria-pressed={value === where} onClick={() => setFilter({ place: value, after: "" })}>{label}</button>
        ))}
      </p>
      <Answer of={messages}>
        {(rows) => rows.length === 0
          ? <Empty>{where ? "No message is here." : <>No message is here. <code>SELECT taskwire.send('{queue}', '{"{}"}')</code> puts one on it.</>}</Empty>
          : <>
              <Table label={`Messages of ${queue}`} columns={columns(queue)} rows={rows} keyOf={(message) => String(message.id)} />
              <p class="buttons">
                {after && <button type="button" onClick={() => setFilter({ after: "" })}>Back to the first</button>}
                {rows.length === LIMIT && <button type="button" onClick={() => setFilter({ after: String(rows.at(-1)!.id) })}>Further ones</button>}
              </p>
            </>}
      </Answer>
    </section>
  );
}

function columns(queue: string): Column<Message>[] {
  return [
    { name: "Message", cell: (message) => <a href={link(["queues", queue, "messages", String(message.id)])}>{String(message.id)}</a> },
    { name: "State", cell: (message) => <Badge>{message.state}</Badge> },
    { name: "Enqueued", cell: (message) => <Time at={message.enqueued_at} /> },
    { name: "Due", cell: (message) => <Time at={message.due_at} /> },
    { name: "Failed attempts", number: true, cell: (message) => count(message.attempts) },
    { name: "Last error", cell: (message) => <span class="long">{message.last_error ?? ""}</span> },
  ];
}

function TestMessage({ queue }: { queue: string }) {
  const [text, setText] = useState("{}");
  const [said, setSaid] = useState("");
  const go = () =>
    send<{ ids: (number | bigint)[] }>("POST", `api/queues/${encodeURIComponent(queue)}/messages`, `{"message": ${text}}`)
      .then((sent) => setSaid(`sent as ${sent.ids.join(", ")}`), (failure: Error) => setSaid(failure.message));
  return (
    <section class="card">
      <h2>Send a message</h2>
      <form onSubmit={(event) => (event.preventDefault(), void go())}>
        <label>JSON <textarea rows={4} value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
        <p class="buttons"><button type="submit">Send</button> <span role="status" class="faint small">{said}</span></p>
      </form>
    </section>
  );
}
