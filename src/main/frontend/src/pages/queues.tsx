import { Badge, Empty } from "../parts/basics";
import { Table, type Column } from "../parts/table";
import { figures } from "../live";
import { link } from "../place";
import type { Queue } from "../types";
import { about, duration } from "../words";

const COLUMNS: Column<Queue>[] = [
  { name: "Queue", cell: (queue) => <a href={link(["queues", queue.queue])}>{queue.queue}</a> },
  { name: "State", cell: (queue) => queue.paused_at && <Badge kind="warn">paused</Badge> },
  { name: "Ready", number: true, cell: (queue) => about(queue.estimated, queue.ready) },
  { name: "In hand", number: true, cell: (queue) => about(queue.estimated, queue.in_hand) },
  { name: "Delayed", number: true, cell: (queue) => about(queue.estimated, queue.delayed + queue.parked) },
  { name: "Unknown", number: true, cell: (queue) => about(queue.estimated, queue.unknown) },
  { name: "Retrying", number: true, cell: (queue) => about(queue.estimated, queue.retrying) },
  { name: "Oldest ready", number: true, cell: (queue) => age(queue.oldest_ready_seconds) },
  { name: "Dead letters", number: true, cell: (queue) => <a href={link(["failures"], { queue: queue.queue })}>{about(queue.estimated, queue.dead_letters)}</a> },
  { name: "Archived", number: true, cell: (queue) => about(queue.estimated, queue.archived) },
];

function age(seconds: number | null) {
  return seconds === null ? <span class="faint">–</span> : duration(seconds);
}

export function QueuesPage() {
  const queues = figures.value?.queues;
  return (
    <>
      <h1>Queues</h1>
      {!queues && <p class="faint">Loading …</p>}
      {queues?.length === 0 && <Empty>There are no queues yet. <code>taskwire migrate</code> makes them.</Empty>}
      {queues && queues.length > 0 && <Table label="Queues" columns={COLUMNS} rows={queues} keyOf={(queue) => queue.queue} />}
    </>
  );
}
