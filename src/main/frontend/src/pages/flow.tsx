import { Answer, Badge, Time, useAnswer } from "../parts/basics";
import { Table, type Column } from "../parts/table";
import { BOX, drawing, line } from "../graph";
import { link } from "../place";
import type { HttpFlow, HttpFlowJob } from "../types";
import { count } from "../words";
import { Counts, kind, words } from "./calls";

const DRAWN_MOST = 200;
const LISTED_MOST = 1_000;
const NAME_LONGEST = 20;

/** Jobs that were sent together, as the graph that they are. */
export function FlowPage({ id }: { id: string }) {
  const flow = useAnswer<HttpFlow>(`api/http/flows/${encodeURIComponent(id)}`, 2_000);
  return (
    <>
      <p class="faint"><a href={link(["calls"])}>HTTP calls</a></p>
      <h1>{flow.answer?.name ?? "Flow"}</h1>
      <Answer of={flow}>{(found) => <Found flow={found} />}</Answer>
    </>
  );
}

const COLUMNS: Column<HttpFlowJob>[] = [
  { name: "Job", cell: (job) => <a href={link(["calls", job.queue, String(job.id)])}>{job.name ?? String(job.id)}</a> },
  { name: "Queue", cell: (job) => <a href={link(["calls", job.queue])}>{job.queue}</a> },
  { name: "Status", cell: (job) => <Badge kind={kind(job.status)}>{words(job.status)}</Badge> },
  { name: "Attempts", number: true, cell: (job) => count(job.attempts) },
  { name: "Answer", number: true, cell: (job) => job.result_status ?? "" },
];

function Found({ flow }: { flow: HttpFlow }) {
  const drawn = flow.jobs.length <= DRAWN_MOST;
  return (
    <>
      <p>Sent <Time at={flow.created_at} />: <Counts of={flow.counts} /></p>
      {drawn ? <Graph flow={flow} /> : <p class="faint">A flow of more than {count(DRAWN_MOST)} jobs is not drawn.</p>}
      {flow.jobs.length > LISTED_MOST && <p class="faint">These are the first {count(LISTED_MOST)} jobs.</p>}
      <Table label="Jobs of the flow" columns={COLUMNS} rows={flow.jobs.slice(0, LISTED_MOST)} keyOf={(job) => String(job.id)} />
    </>
  );
}

function Graph({ flow }: { flow: HttpFlow }) {
  const { width, height, places } = drawing(flow.jobs.map((job) => String(job.id)), flow.edges);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="The flow, drawn">
      <svg class="flow" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label="Jobs, each behind those it waits for">
        {flow.edges.map((edge) => {
          const [from, to] = [places.get(String(edge.depends_on)), places.get(String(edge.job))];
          return from && to && <path key={`${edge.depends_on}/${edge.job}`} class={`${edge.on_failure} ${edge.settled ? "settled" : ""}`} d={line(from, to)} />;
        })}
        {flow.jobs.map((job) => <Box key={String(job.id)} job={job} at={places.get(String(job.id))!} />)}
      </svg>
    </div>
  );
}

function Box({ job, at }: { job: HttpFlowJob; at: { x: number; y: number } }) {
  const name = job.name ?? String(job.id);
  const shown = name.length > NAME_LONGEST ? `${name.slice(0, NAME_LONGEST - 1)}…` : name;
  return (
    <a href={link(["calls", job.queue, String(job.id)])} class={job.status}>
      <title>{name}, {job.queue}: {words(job.status)}</title>
      <rect x={at.x} y={at.y} width={BOX.width} height={BOX.height} rx="6" />
      <text x={at.x + 10} y={at.y + 17}>{shown}</text>
      <text class="state" x={at.x + 10} y={at.y + 33}>{words(job.status)}</text>
    </a>
  );
}
