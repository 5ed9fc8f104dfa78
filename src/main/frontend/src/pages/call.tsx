import { Action } from "../parts/action";
import { Answer, Badge, Time, useAnswer } from "../parts/basics";
import { Payload } from "../parts/payload";
import { attempts, Story, type Step } from "../parts/story";
import { Table, type Column } from "../parts/table";
import { link } from "../place";
import type { HttpNeighbour, WholeHttpJob } from "../types";
import { count } from "../words";
import { kind, words } from "./calls";
import { changeChosen } from "./callqueue";

/** One job of an HTTP-call queue: what is asked, what came of it, and what it waits for. */
export function CallPage({ queue, id }: { queue: string; id: string }) {
  const job = useAnswer<WholeHttpJob>(`api/http/jobs/${encodeURIComponent(id)}`, 2_000);
  return (
    <>
      <p class="faint"><a href={link(["calls"])}>HTTP calls</a> / <a href={link(["calls", queue])}>{queue}</a></p>
      <h1>Job {id}</h1>
      <Answer of={job}>{(found) => <Found job={found} again={job.again} />}</Answer>
    </>
  );
}

function Found({ job, again }: { job: WholeHttpJob; again: () => void }) {
  const act = (what: "cancel" | "redrive") => () => changeChosen(what, [String(job.id)]).then((said) => (again(), said));
  const begins = job.status === "failed" || job.status === "cancelled";
  return (
    <>
      <p class="buttons">
        <Action label="Redrive" disabled={!begins} act={act("redrive")} />
        <Action label="Cancel" danger disabled={begins || job.status === "successful"} act={act("cancel")}
          question={<p>Job {String(job.id)} is cancelled, and what depends on it.</p>} />
      </p>
      <dl class="card">
        <div><dt>Status</dt><dd><Badge kind={kind(job.status)}>{words(job.status)}</Badge> {job.awaits_callback && "its endpoint answers later"}</dd></div>
        <div><dt>Call</dt><dd><code class="long">{job.method} {job.url}{job.path}</code></dd></div>
        {job.name && <div><dt>Name</dt><dd>{job.name}</dd></div>}
        {job.flow && <div><dt>Flow</dt><dd><a href={link(["flows", job.flow])}>{job.flow}</a></dd></div>}
        {job.key && <div><dt>Key</dt><dd>{job.key}</dd></div>}
        <div><dt>Attempts</dt><dd>{count(job.attempts)} of {count(job.attempts_most)}</dd></div>
        {job.interruptions > 0 && <div><dt>Interruptions</dt><dd>{count(job.interruptions)}</dd></div>}
        <div><dt>Due</dt><dd><Time at={job.due_at} /></dd></div>
        {job.cancelled_by !== null && <div><dt>Cancelled by</dt><dd>job <a href={link(["calls", job.queue, String(job.cancelled_by)])}>{String(job.cancelled_by)}</a></dd></div>}
        <div><dt>Idempotency key</dt><dd><code class="long">{job.idempotency_key}</code></dd></div>
      </dl>
      <Story steps={steps(job)} />
      {job.payload_text === null
        ? <Payload name="Payload" value={job.payload} />
        : <section class="card"><h2>Payload, its beginning</h2><pre tabIndex={0}>{job.payload_text}</pre></section>}
      {job.query && <Payload name="Query" value={job.query} />}
      {job.headers && <Payload name="Headers" value={job.headers} />}
      <Result job={job} />
      <Neighbours name="Waits for" jobs={job.parents} />
      <Neighbours name="Is waited for by" jobs={job.children} />
    </>
  );
}

function Result({ job }: { job: WholeHttpJob }) {
  if (job.result_status === null && job.result_body === null) return null;
  return (
    <>
      <section class="card">
        <h2>Answer {job.result_status}{job.result_cut && ", its beginning"}</h2>
        <pre tabIndex={0}>{job.result_body}</pre>
      </section>
      {job.result_headers && <Payload name="Headers of the answer" value={job.result_headers} />}
    </>
  );
}

const COLUMNS: Column<HttpNeighbour>[] = [
  { name: "Job", cell: (job) => <a href={link(["calls", job.queue, String(job.job)])}>{job.name ?? String(job.job)}</a> },
  { name: "Queue", cell: (job) => job.queue },
  { name: "Status", cell: (job) => <Badge kind={kind(job.status)}>{words(job.status)}</Badge> },
  { name: "Where it fails", cell: (job) => ({ cancel: "cancel", run: "run anyway", wait: "wait" })[job.on_failure] },
];

function Neighbours({ name, jobs }: { name: string; jobs: HttpNeighbour[] }) {
  if (jobs.length === 0) return null;
  return (
    <section>
      <h2>{name}</h2>
      <Table label={name} columns={COLUMNS} rows={jobs} keyOf={(job) => String(job.job)} />
    </section>
  );
}

function steps(job: WholeHttpJob): Step[] {
  const all: Step[] = [{ at: job.created_at, what: "inserted" }, ...attempts(job.errors)];
  if (job.status === "in_progress" && job.started_at) all.push({ at: job.started_at, what: "called" });
  if (job.callback_until && job.awaits_callback) all.push({ at: job.callback_until, what: "its answer is awaited until then" });
  if (job.ended_at) all.push({ at: job.ended_at, what: words(job.status) });
  return all;
}
