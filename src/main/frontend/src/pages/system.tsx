import { Answer, Time, useAnswer } from "../parts/basics";
import { Table, type Column } from "../parts/table";
import { Payload } from "../parts/payload";
import type { Json } from "../json";
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
  configuration: Json;
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

export function SystemPage() {
  const system = useAnswer<System>("api/system");
  return (
    <>
      <h1>System</h1>
      <Answer of={system}>
        {(found) => (
          <>
            <p>Taskwire {found.version} on Java {found.java}, up for {duration(found.uptime_seconds)}.</p>
            <h2>Processes</h2>
            <Table label="Processes" columns={INSTANCES} rows={found.instances} keyOf={(row) => row.instance} />
            <h2>Verticles of this process</h2>
            <Table label="Verticles" columns={VERTICLES} rows={found.verticles} keyOf={(row) => row.queue} />
            <h2>Event bus of this process</h2>
            <Table label="Event bus" columns={ADDRESSES} rows={found.event_bus} keyOf={(row) => row.address} />
            <h2>Pools of this process</h2>
            <Table label="Pools" columns={POOLS} rows={found.pools} keyOf={(row) => row.pool} />
            <Payload name="Configuration" value={found.configuration} />
          </>
        )}
      </Answer>
    </>
  );
}
