import { Answer, Badge, Empty, Time, useAnswer } from "../parts/basics";
import { Table, type Column } from "../parts/table";
import { Payload } from "../parts/payload";
import { format, type Json } from "../json";
import { Doctor } from "../parts/doctor";
import { count, duration } from "../words";

interface Instance {
  instance: string;
  version: string;
  started_at: string;
  seen_at: string;
}

interface Address {
  address: string;
  sent: number;
  received: number;
  pending: number;
}

interface Pool {
  pool: string;
  in_use: number;
  waiting: number;
  completed: number;
}

interface System {
  version: string;
  java: string;
  uptime_seconds: number;
  instances: Instance[];
  event_bus: Address[];
  pools: Pool[];
  verticles: { queue: string; instances: number }[];
  operator_actions: Done[];
  configuration: Json;
}

/** What somebody did who may operate. */
interface Done {
  at: string;
  actor: string;
  action: string;
  target: string;
  asked: Json;
  number: number | null;
  status: number;
}

const INSTANCES: Column<Instance>[] = [
  { name: "Process", cell: (row) => row.instance },
  { name: "Version", cell: (row) => row.version },
  { name: "Started", cell: (row) => <Time at={row.started_at} /> },
  { name: "Heard of", cell: (row) => <Time at={row.seen_at} /> },
];

const ADDRESSES: Column<Address>[] = [
  { name: "Address", cell: (row) => <code>{row.address}</code> },
  { name: "Sent", number: true, cell: (row) => count(row.sent) },
  { name: "Received", number: true, cell: (row) => count(row.received) },
  { name: "Pending", number: true, cell: (row) => count(row.pending) },
];

const POOLS: Column<Pool>[] = [
  { name: "Pool", cell: (row) => row.pool },
  { name: "In use", number: true, cell: (row) => count(row.in_use) },
  { name: "Waiting", number: true, cell: (row) => count(row.waiting) },
  { name: "Completed", number: true, cell: (row) => count(row.completed) },
];

const VERTICLES: Column<{ queue: string; instances: number }>[] = [
  { name: "Queue", cell: (row) => row.queue },
  { name: "Verticles", number: true, cell: (row) => count(row.instances) },
];

const DONE: Column<Done>[] = [
  { name: "When", cell: (row) => <Time at={row.at} /> },
  { name: "Who", cell: (row) => row.actor },
  { name: "Did", cell: (row) => <code>{row.action}</code> },
  { name: "To", cell: (row) => <>{row.target} {row.asked !== null && <code class="long">{format(row.asked).replace(/\s+/g, " ")}</code>}</> },
  { name: "Number", number: true, cell: (row) => (row.number === null ? "" : count(row.number)) },
  { name: "Answered", number: true, cell: (row) => <Badge kind={row.status < 300 ? "good" : "bad"}>{row.status}</Badge> },
];

export function SystemPage() {
  const system = useAnswer<System>("api/system");
  return (
    <>
      <h1>System</h1>
      <Answer of={system}>
        {(found) => (
          <>
            <p>Taskwire {found.version} on Java {found.java}, up for {duration(found.uptime_seconds)}.</p>
            <Doctor />
            <h2>Processes</h2>
            <Table label="Processes" columns={INSTANCES} rows={found.instances} keyOf={(row) => row.instance} />
            <h2>Verticles of this process</h2>
            <Table label="Verticles" columns={VERTICLES} rows={found.verticles} keyOf={(row) => row.queue} />
            <h2>Event bus of this process</h2>
            <Table label="Event bus" columns={ADDRESSES} rows={found.event_bus} keyOf={(row) => row.address} />
            <h2>Pools of this process</h2>
            <Table label="Pools" columns={POOLS} rows={found.pools} keyOf={(row) => row.pool} />
            <h2>What operators did</h2>
            {found.operator_actions.length === 0
              ? <Empty>Nobody has paused, purged, redriven or run anything of late.</Empty>
              : <Table label="What operators did" columns={DONE} rows={found.operator_actions} keyOf={(row) => `${row.at} ${row.action} ${row.target}`} />}
            <Payload name="Configuration" value={found.configuration} />
          </>
        )}
      </Answer>
    </>
  );
}
