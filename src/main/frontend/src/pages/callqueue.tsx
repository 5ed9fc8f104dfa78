import { useState } from "preact/hooks";
import { Problem, query, send } from "../api";
import { link, place, setFilter } from "../place";
import { Action } from "../parts/action";
import { Answer, Badge, Empty, Tile, Time, useAnswer } from "../parts/basics";
import { Table, type Column } from "../parts/table";
import type { HttpJob, HttpQueue, HttpStatus } from "../types";
import { count, duration, rate } from "../words";
import { Closed, jobsOf, kind, words, Workers } from "./calls";

const LIMIT = 50;
const STATUSES: HttpStatus[] = ["staged", "pending", "in_progress", "successful", "failed", "cancelled"];

/** One HTTP-call queue with its jobs. */
export function CallQueuePage({ name }: { name: string }) {
  const queue = useAnswer<HttpQueue>(`api/http/queues/${encodeURIComponent(name)}`, 2_000);
  const missing = queue.failure instanceof Problem && queue.failure.status === 404;
  return (
    <>
      <p class="faint"><a href={link(["calls"])}>HTTP calls</a></p>
      <h1>{name}</h1>
      {missing
        ? <Empty>There is no HTTP-call queue of this name. <a href={link(["calls"])}>See those there are</a>.</Empty>
        : <Answer of={queue}>{(found) => <><Standing queue={found} again={queue.again} /><Jobs queue={name} changed={queue.again} /></>}</Answer>}
    </>
  );
}

function Standing({ queue, again }: { queue: HttpQueue; again: () => void }) {
  return (
    <>
      <div class="tiles">
        <Tile name="Under way">{count(queue.under_way)}</Tile>
        {STATUSES.map((status) => <Tile key={status} name={words(status)}>{jobsOf(queue, status)}</Tile>)}
      </div>
      <dl class="card">
        <div><dt>Calls</dt><dd><code class="long">{queue.method} {queue.url}</code></dd></div>
        <div><dt>Headers</dt><dd>{Object.entries(queue.headers).map(([name, value]) => <div key={name}><code class="long">{name}: {value}</code></div>)}</dd></div>
        <div><dt>Workers</dt><dd><Workers queue={queue} again={again} /></dd></div>
        <div><dt>For one key</dt><dd>{queue.key_workers === null ? "as many" : count(queue.key_workers)}</dd></div>
        <div><dt>Calls a second</dt><dd>{queue.rate === null ? "any" : `${rate(queue.rate)}, ${count(queue.burst)} at once after a quiet time`}</dd></div>
        <div><dt>Attempts</dt><dd>{count(queue.attempts)}, the second after {duration(queue.backoff)}, the later ones up to {duration(queue.backoff_most)}</dd></div>
        <div><dt>One call</dt><dd>{duration(queue.timeout)} at the most; good are {queue.success_codes}</dd></div>
        {queue.callbacks && <div><dt>Callbacks</dt><dd>within {duration(queue.callback_timeout)}</dd></div>}
        <div><dt>Destination</dt><dd><Closed queue={queue} /></dd></div>
      </dl>
    </>
  );
}

const COLUMNS: Column<HttpJob>[] = [
  { name: "Job", cell: (job) => <a href={link(["calls", job.queue, String(job.id)])}>{String(job.id)}</a> },
  { name: "Status", cell: (job) => <Badge kind={kind(job.status)}>{words(job.status)}</Badge> },
  { name: "Due", cell: (job) => <Time at={job.due_at} /> },
  { name: "Ended", cell: (job) => <Time at={job.ended_at} /> },
  { name: "Attempts", number: true, cell: (job) => count(job.attempts) },
  { name: "Answer", number: true, cell: (job) => job.result_status ?? "" },
  { name: "Key", cell: (job) => <span class="long">{job.key ?? ""}</span> },
  { name: "Last error", cell: (job) => <span class="long">{job.last_error ?? ""}</span> },
];

function Jobs({ queue, changed }: { queue: string; changed: () => void }) {
  const [keys, choose] = useState<Set<string>>(new Set());
  const status = (place.value.filter.get("status") ?? "") as HttpStatus | "";
  const after = place.value.filter.get("after") ?? "";
  const jobs = useAnswer<HttpJob[]>(query("api/http/jobs", { queue, status, after, limit: LIMIT }));
  const done = (said: string) => (choose(new Set()), jobs.again(), changed(), said);
  const show = (value: string) => (choose(new Set()), setFilter({ status: value, after: "" }));
  return (
    <section>
      <h2>Jobs</h2>
      <p class="ranges" role="group" aria-label="Status">
        <button type="button" aria-pressed={status === ""} onClick={() => show("")}>all</button>
        {STATUSES.map((one) => <button type="button" key={one} aria-pressed={status === one} onClick={() => show(one)}>{words(one)}</button>)}
      </p>
      <p class="buttons">
        <Action label={`Cancel ${keys.size} chosen`} disabled={keys.size === 0} act={() => changeChosen("cancel", keys).then(done)} />
        <Action label={`Redrive ${keys.size} chosen`} disabled={keys.size === 0} act={() => changeChosen("redrive", keys).then(done)} />
        {(status === "pending" || status === "staged") && (
          <Action label={`Cancel all ${words(status)}`} danger act={() => changeAll("cancel", queue, status).then(done)}
            question={<p>All {words(status)} jobs of <b>{queue}</b> are cancelled, and what depends on them.</p>} />
        )}
        {(status === "failed" || status === "cancelled") && (
          <Action label={`Redrive all ${words(status)}`} act={() => changeAll("redrive", queue, status).then(done)}
            question={<p>All {words(status)} jobs of <b>{queue}</b> begin again, with all their attempts.</p>} />
        )}
      </p>
      <Answer of={jobs}>
        {(rows) => rows.length === 0 ? <Empty>There is no {status && words(status)} job.</Empty> : (
          <>
            <Table label={`Jobs of ${queue}`} columns={COLUMNS} rows={rows} keyOf={(job) => String(job.id)} chosen={{ keys, choose }} />
            <p class="buttons">
              {after && <button type="button" onClick={() => setFilter({ after: "" })}>Back to the latest</button>}
              {rows.length === LIMIT && <button type="button" onClick={() => setFilter({ after: String(rows.at(-1)!.id) })}>Older ones</button>}
            </p>
          </>
        )}
      </Answer>
    </section>
  );
}

type Change = "cancel" | "redrive";
interface Changed { cancelled?: number; redriven?: number; more: boolean }

async function change(what: Change, which: string): Promise<{ number: number; more: boolean }> {
  const answer = await send<Changed>("POST", `api/http/jobs/${what}`, which);
  return { number: answer.cancelled ?? answer.redriven ?? 0, more: answer.more };
}

const SAID = { cancel: "cancelled", redrive: "begin again" };

export async function changeChosen(what: Change, ids: Iterable<string>): Promise<string> {
  // The ids as they are written: they may be larger than a number is exact.
  return `${count((await change(what, `{"jobs": [${[...ids].join(", ")}]}`)).number)} ${SAID[what]}`;
}

/** So many a request, until there are no more. */
async function changeAll(what: Change, queue: string, status: HttpStatus): Promise<string> {
  let all = 0;
  for (;;) {
    const { number, more } = await change(what, JSON.stringify({ queue, status }));
    all += number;
    if (!more || number === 0) return `${count(all)} ${SAID[what]}`;
  }
}
