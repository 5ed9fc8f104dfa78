import { useState } from "preact/hooks";
import { send } from "../api";
import { caller } from "../live";
import { link } from "../place";
import { Answer, Badge, Empty, Time, useAnswer } from "../parts/basics";
import { Table, type Column } from "../parts/table";
import type { HttpFlowSummary, HttpQueue, HttpStatus } from "../types";
import { count, rate } from "../words";

/** The queues whose rows become HTTP calls, and the latest flows. */
export function CallsPage() {
  const queues = useAnswer<HttpQueue[]>("api/http/queues", 2_000);
  return (
    <>
      <h1>HTTP calls</h1>
      <Answer of={queues}>
        {(rows) => rows.length === 0
          ? <Empty>There are no HTTP-call queues yet. <code>INSERT INTO taskwire.http_queue (name, url) VALUES (…)</code> makes one.</Empty>
          : <Table label="HTTP-call queues" columns={columns(queues.again)} rows={rows} keyOf={(queue) => queue.queue} />}
      </Answer>
      <Flows />
    </>
  );
}

function columns(again: () => void): Column<HttpQueue>[] {
  return [
    { name: "Queue", cell: (queue) => <a href={link(["calls", queue.queue])}>{queue.queue}</a> },
    { name: "Workers", number: true, cell: (queue) => <Workers queue={queue} again={again} /> },
    { name: "Under way", number: true, cell: (queue) => count(queue.under_way) },
    { name: "Pending", number: true, cell: (queue) => jobsOf(queue, "pending") },
    { name: "Failed", number: true, cell: (queue) => <a href={link(["calls", queue.queue], { status: "failed" })}>{jobsOf(queue, "failed")}</a> },
    { name: "Calls a second", number: true, cell: (queue) => (queue.rate === null ? <span class="faint">any</span> : rate(queue.rate)) },
    { name: "Destination", cell: (queue) => <Closed queue={queue} /> },
  ];
}

export function jobsOf(queue: HttpQueue, status: HttpStatus): string {
  const number = queue.jobs[status];
  return number >= queue.counted_to ? `${count(number)}+` : count(number);
}

/** What the destination asked for. */
export function Closed({ queue }: { queue: HttpQueue }) {
  if (!queue.closed_until) return <Badge kind="good">open</Badge>;
  return <><Badge kind="warn">closed</Badge> <span class="small">until <Time at={queue.closed_until} />: {queue.closed_reason}</span></>;
}

/** How many calls may be made at once, for those who may operate to be changed. */
export function Workers({ queue, again }: { queue: HttpQueue; again: () => void }) {
  const [wanted, setWanted] = useState<string | undefined>();
  const [said, setSaid] = useState("");
  if (!caller.value.roles.includes("operate")) return <>{count(queue.workers)}</>;
  const go = () =>
    send("PUT", `api/http/queues/${encodeURIComponent(queue.queue)}`, JSON.stringify({ workers: Number(wanted) }))
      .then(() => (setWanted(undefined), setSaid(""), again()), (failure: Error) => setSaid(failure.message));
  return (
    <form class="workers" onSubmit={(event) => (event.preventDefault(), void go())}>
      <input type="number" min="0" max="10000" required aria-label={`workers of ${queue.queue}`}
        value={wanted ?? String(queue.workers)} onInput={(event) => setWanted(event.currentTarget.value)} />
      <button type="submit" disabled={wanted === undefined || wanted === String(queue.workers)}>Set</button>
      <span role="status" class="faint small">{said}</span>
    </form>
  );
}

const FLOW_COLUMNS: Column<HttpFlowSummary>[] = [
  { name: "Flow", cell: (flow) => <a href={link(["flows", flow.id])}>{flow.name ?? flow.id}</a> },
  { name: "Sent", cell: (flow) => <Time at={flow.created_at} /> },
  { name: "Jobs", cell: (flow) => <Counts of={flow.jobs} /> },
];

/** How many jobs of each status there are. */
export function Counts({ of }: { of: Partial<Record<HttpStatus, number>> }) {
  return (
    <>
      {Object.entries(of).map(([status, number]) => (
        <span key={status}><Badge kind={kind(status as HttpStatus)}>{count(number)} {words(status as HttpStatus)}</Badge> </span>
      ))}
    </>
  );
}

function Flows() {
  const flows = useAnswer<HttpFlowSummary[]>("api/http/flows?limit=20");
  if (flows.answer?.length === 0) return null;
  return (
    <section>
      <h2>Latest flows</h2>
      <Answer of={flows}>{(rows) => <Table label="Flows" columns={FLOW_COLUMNS} rows={rows} keyOf={(flow) => flow.id} />}</Answer>
    </section>
  );
}

export function words(status: HttpStatus): string {
  return status.replace("_", " ");
}

export function kind(status: HttpStatus): string {
  if (status === "successful") return "good";
  if (status === "failed") return "bad";
  return status === "cancelled" ? "warn" : "";
}
