import { send } from "../api";
import { Action } from "../parts/action";
import { Answer, Badge, Empty, Time, useAnswer } from "../parts/basics";
import { Table, type Column } from "../parts/table";
import { exactTime } from "../words";
import type { Occurrence, Schedule } from "../types";

const path = (schedule: Schedule, what: string) => `api/schedules/${encodeURIComponent(schedule.name)}/${what}`;

function columns(again: () => void): Column<Schedule>[] {
  const act = (schedule: Schedule, what: string) => () => send("POST", path(schedule, what)).then(again);
  return [
    { name: "Schedule", cell: (schedule) => <><b>{schedule.name}</b><br /><span class="faint">{schedule.words}, {schedule.zone}</span></> },
    { name: "Times", cell: (schedule) => <code>{schedule.times}</code> },
    { name: "Queue", cell: (schedule) => schedule.queue },
    { name: "Next", cell: next },
    { name: "Outcomes", cell: (schedule) => <Strip schedule={schedule} key={`${schedule.last?.fire_time} ${schedule.last?.state}`} /> },
    {
      name: "Actions",
      cell: (schedule) => (
        <>
          <Action label="Run now" act={act(schedule, "run")} />
          <Action label={schedule.paused_at ? "Resume" : "Pause"} act={act(schedule, schedule.paused_at ? "resume" : "pause")} />
        </>
      ),
    },
  ];
}

function next(schedule: Schedule) {
  if (schedule.error) return <Badge kind="bad">{schedule.error}</Badge>;
  if (schedule.paused_at) return <Badge kind="warn">paused <Time at={schedule.paused_at} /></Badge>;
  return <Time at={schedule.next[0]} />;
}

export function SchedulesPage() {
  const schedules = useAnswer<Schedule[]>("api/schedules");
  return (
    <>
      <h1>Schedules</h1>
      <Answer of={schedules}>
        {(rows) => rows.length === 0
          ? <Empty>There are no schedules. <code>SELECT taskwire.schedule('tidy', '0 3 * * *', 'cleanup_tasks', '{"{\"job\": \"weekly_cleanup\"}"}')</code> makes one.</Empty>
          : <Table label="Schedules" columns={columns(schedules.again)} rows={rows} keyOf={(schedule) => schedule.name} />}
      </Answer>
    </>
  );
}

/** The latest occurrences, the newest at the right. */
function Strip({ schedule }: { schedule: Schedule }) {
  const occurrences = useAnswer<Occurrence[]>(path(schedule, "occurrences?limit=30"), 10_000);
  const rows = [...(occurrences.answer ?? [])].reverse();
  if (rows.length === 0) return <span class="faint">none yet</span>;
  return (
    <ul class="strip" aria-label={`the latest ${rows.length} occurrences`}>
      {rows.map((row) => <li key={row.fire_time} class={row.state} title={said(row)}><span class="hidden">{said(row)}</span></li>)}
    </ul>
  );
}

function said(row: Occurrence): string {
  const took = row.seconds === null ? "" : ` in ${row.seconds} s`;
  return `${row.state}${took}, ${exactTime(row.fire_time)}${row.error ? `: ${row.error}` : ""}`;
}
