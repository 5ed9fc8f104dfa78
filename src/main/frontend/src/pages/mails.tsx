import { query } from "../api";
import { Answer, Badge, Empty, Time, useAnswer } from "../parts/basics";
import { Table, type Column } from "../parts/table";
import { place, setFilter } from "../place";
import type { Mail } from "../types";
import { count } from "../words";

const LIMIT = 50;
const STATES = ["", "sending", "failed", "unknown", "held", "given_up", "suppressed", "accepted", "deferred", "delivered", "dropped", "bounced", "unsubscribed", "spam_reported"];
const GOOD = new Set(["accepted", "delivered"]);
const BAD = new Set(["failed", "bounced", "given_up", "unknown", "held"]);

const COLUMNS: Column<Mail>[] = [
  { name: "To", cell: (mail) => mail.recipient },
  { name: "Type", cell: (mail) => mail.type },
  { name: "State", cell: (mail) => <Badge kind={GOOD.has(mail.state) ? "good" : BAD.has(mail.state) ? "bad" : ""}>{mail.state}</Badge> },
  { name: "Calls", number: true, cell: (mail) => count(mail.sends) },
  { name: "Changed", cell: (mail) => <Time at={mail.changed_at} /> },
  { name: "Error", cell: (mail) => <span class="long">{mail.last_error ?? ""}</span> },
];

export function MailsPage() {
  const filter = place.value.filter;
  const state = filter.get("state") ?? "";
  const after = filter.get("after") ?? "";
  const mails = useAnswer<Mail[]>(query("api/mails", { state, after, limit: LIMIT }));
  return (
    <>
      <h1>Mails</h1>
      <form class="filter" role="search" onSubmit={(event) => event.preventDefault()}>
        <label>State{" "}
          <select value={state} onChange={(event) => setFilter({ state: event.currentTarget.value, after: "" })}>
            {STATES.map((name) => <option value={name} key={name}>{name || "any"}</option>)}
          </select>
        </label>
      </form>
      <Answer of={mails}>
        {(rows) => rows.length === 0
          ? <Empty>No mail is here{state && ` in the state ${state}`}. Assign a task to somebody: <code>UPDATE tasks SET assignee_id = …</code></Empty>
          : <>
              <Table label="Mails" columns={COLUMNS} rows={rows} keyOf={(mail) => mail.event_id} />
              <p class="buttons">
                {after && <button type="button" onClick={() => setFilter({ after: "" })}>Back to the latest</button>}
                {rows.length === LIMIT && <button type="button" onClick={() => setFilter({ after: rows.at(-1)!.event_id })}>Older ones</button>}
              </p>
            </>}
      </Answer>
    </>
  );
}
