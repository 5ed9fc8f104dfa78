import { useState } from "preact/hooks";
import { Badge, Empty, Time } from "../parts/basics";
import { Table, type Column } from "../parts/table";
import { activity } from "../live";
import { place, setFilter } from "../place";
import { format, type Json } from "../json";
import type { Activity } from "../types";

const COLUMNS: Column<Activity>[] = [
  { name: "When", cell: (row) => <Time at={row.occurred_at ?? row.created_at} /> },
  { name: "Action", cell: (row) => <Badge kind={row.action}>{row.action}</Badge> },
  { name: "Of", cell: (row) => <>{row.entity_type} <code>{row.entity_key}</code></> },
  { name: "Changes", cell: (row) => <code class="long">{changes(row.metadata)}</code> },
  { name: "Actor", cell: (row) => row.actor_id ?? "" },
];

/** What is written to the activity log, as it is written. */
export function ActivityPage() {
  const [held, hold] = useState<Activity[] | undefined>();
  const wanted = place.value.filter.get("of") ?? "";
  const rows = (held ?? activity.value).filter((row) => `${row.entity_type} ${row.entity_key} ${row.action}`.includes(wanted));
  return (
    <>
      <h1>Activity</h1>
      <form class="filter" role="search" onSubmit={(event) => event.preventDefault()}>
        <label>Contains <input value={wanted} onInput={(event) => setFilter({ of: event.currentTarget.value })} /></label>
        <button type="button" aria-pressed={held !== undefined} onClick={() => hold(held ? undefined : activity.value)}>
          {held ? "Go on" : "Hold still"}
        </button>
      </form>
      {rows.length === 0
        ? <Empty>Nothing has changed since you came. Update a row of a watched table: it is here at once. <code>SELECT taskwire.watch('public.tasks', 'task')</code> watches one.</Empty>
        : <Table label="The latest changes" columns={COLUMNS} rows={rows} keyOf={(row) => row.id} />}
    </>
  );
}

function changes(metadata: Json): string {
  const whole = metadata as { changes?: Json } | null;
  return format(whole?.changes ?? metadata).replace(/\s+/g, " ");
}
