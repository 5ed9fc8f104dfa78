import { useEffect, useState } from "preact/hooks";
import { query, send } from "../api";
import { Action } from "../parts/action";
import { Answer, Badge, Empty, Time, useAnswer } from "../parts/basics";
import { Table, type Column } from "../parts/table";
import { link, place, setFilter } from "../place";
import { caller } from "../live";
import type { Failure, FailureGroup, Redriven } from "../types";
import { count } from "../words";

const LIMIT = 50;

const GROUP_COLUMNS: Column<FailureGroup>[] = [
  { name: "Cause", cell: (group) => <a href={link(["failures"], { queue: group.queue, cause: group.cause, by: "one" })}>{group.cause}</a> },
  { name: "Queue", cell: (group) => group.queue },
  { name: "Failures", number: true, cell: (group) => count(group.count) },
  { name: "Not redriven", number: true, cell: (group) => count(group.waiting) },
  { name: "First", cell: (group) => <Time at={group.first_at} /> },
  { name: "Last", cell: (group) => <Time at={group.last_at} /> },
];

const COLUMNS: Column<Failure>[] = [
  { name: "Failed", cell: (failure) => <a href={link(["failures", failure.id])}><Time at={failure.failed_at} /></a> },
  { name: "Queue", cell: (failure) => failure.queue },
  { name: "Reason", cell: (failure) => <span class="long">{failure.reason}</span> },
  { name: "Attempts", number: true, cell: (failure) => count(failure.attempts) },
  { name: "Redriven", cell: (failure) => (failure.redriven_at ? <Badge kind="good"><Time at={failure.redriven_at} /></Badge> : "") },
];

export function FailuresPage() {
  const filter = place.value.filter;
  const one = filter.get("by") === "one";
  const where = { queue: filter.get("queue") ?? "", cause: filter.get("cause") ?? "" };
  return (
    <>
      <h1>Failures</h1>
      <Filter />
      {(where.queue || where.cause) && caller.value.roles.includes("operate") ? <RedriveMatching where={where} /> : null}
      {one ? <Each where={where} after={filter.get("after") ?? ""} /> : <ByCause where={where} />}
    </>
  );
}

function Filter() {
  const filter = place.value.filter;
  const field = (name: string, label: string) => (
    <label>{label} <input value={filter.get(name) ?? ""} onChange={(event) => setFilter({ [name]: event.currentTarget.value, after: "" })} /></label>
  );
  const by = filter.get("by") ?? "";
  return (
    <form class="filter" role="search" onSubmit={(event) => event.preventDefault()}>
      {field("queue", "Queue")} {field("cause", "Cause contains")}
      <span class="ranges" role="group" aria-label="Shown">
        <button type="button" aria-pressed={by === ""} onClick={() => setFilter({ by: "", after: "" })}>By cause</button>
        <button type="button" aria-pressed={by === "one"} onClick={() => setFilter({ by: "one", after: "" })}>Each</button>
      </span>
    </form>
  );
}

function ByCause({ where }: { where: Record<string, string> }) {
  const groups = useAnswer<FailureGroup[]>(query("api/failures/causes", where));
  return (
    <Answer of={groups}>
      {(rows) => rows.length === 0 ? <Nothing /> : (
        <>
          {rows[0]?.among_latest && <p class="faint">Counted among the latest {count(rows[0].among_latest)} failures; there are more.</p>}
          <Table label="Failures by cause" columns={GROUP_COLUMNS} rows={rows} keyOf={(group) => `${group.queue}/${group.cause}`} />
        </>
      )}
    </Answer>
  );
}

function Each({ where, after }: { where: Record<string, string>; after: string }) {
  const [keys, choose] = useState<Set<string>>(new Set());
  const failures = useAnswer<Failure[]>(query("api/failures", { ...where, after, limit: LIMIT }));
  const chosen = () => redrive({ ids: [...keys] }).then((said) => (choose(new Set()), failures.again(), said));
  return (
    <Answer of={failures}>
      {(rows) => rows.length === 0 ? <Nothing /> : (
        <>
          <p class="buttons"><Action label={`Redrive ${keys.size} chosen`} disabled={keys.size === 0} act={chosen} /></p>
          <Table label="Failures" columns={COLUMNS} rows={rows} keyOf={(failure) => failure.id} chosen={{ keys, choose }} />
          <p class="buttons">
            {after && <button type="button" onClick={() => setFilter({ after: "" })}>Back to the latest</button>}
            {rows.length === LIMIT && <button type="button" onClick={() => setFilter({ after: rows.at(-1)!.id })}>Older ones</button>}
          </p>
        </>
      )}
    </Answer>
  );
}

function RedriveMatching({ where }: { where: Record<string, string> }) {
  const given = Object.fromEntries(Object.entries(where).filter(([, value]) => value !== ""));
  const [ready, setReady] = useState<number | undefined>();
  const key = JSON.stringify(given);
  const look = () => void counted(given).then(setReady, () => setReady(undefined));
  useEffect(look, [key]);
  if (ready === undefined) return null;
  return (
    <p class="buttons">
      <Action label={`Redrive all ${count(ready)} that match`} disabled={ready === 0}
        act={() => redrive(given).then((said) => (look(), said))}
        question={<p>{count(ready)} messages go back to their queues and are worked on again.</p>} />
    </p>
  );
}

async function counted(which: object): Promise<number> {
  return (await send<Redriven>("POST", "api/failures/redrive", JSON.stringify({ ...which, dry_run: true }))).ready;
}

export async function redrive(which: object): Promise<string> {
  const answer = await send<Redriven>("POST", "api/failures/redrive", JSON.stringify(which));
  return `${count(answer.redriven)} sent back${answer.finished ? "" : ", and it goes on"}`;
}

function Nothing() {
  return <Empty>Nothing has failed{place.value.filter.size > 0 ? " that matches the filter" : ""}. What is given up after its last attempt comes here.</Empty>;
}
