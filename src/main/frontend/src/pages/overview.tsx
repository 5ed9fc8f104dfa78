import { Answer, Badge, Empty, Tile, useAnswer } from "../parts/basics";
import { Chart } from "../parts/chart";
import { figures } from "../live";
import { link, place, setFilter } from "../place";
import type { Figures, Queue, Sample } from "../types";
import { about, count, duration, milliseconds, rate } from "../words";

const RANGES: [string, string, number][] = [
  ["15m", "15 minutes", 10_000],
  ["1h", "1 hour", 10_000],
  ["24h", "1 day", 60_000],
  ["7d", "1 week", 60_000],
];

export function OverviewPage() {
  const chosen = place.value.filter.get("range") ?? "15m";
  const [range, , every] = RANGES.find(([name]) => name === chosen) ?? RANGES[0]!;
  const history = useAnswer<Sample[]>(`api/history?range=${range}`, every);
  const seen = figures.value;
  return (
    <>
      <h1>Overview</h1>
      {seen ? <Now figures={seen} last={history.answer?.at(-1)} /> : <p class="faint">Loading …</p>}
      <p class="ranges" role="group" aria-label="How far back">
        {RANGES.map(([name, label]) => (
          <button type="button" key={name} aria-pressed={name === range} onClick={() => setFilter({ range: name })}>{label}</button>
        ))}
      </p>
      <Answer of={history}>{(samples) => <Charts samples={samples} key={range} />}</Answer>
    </>
  );
}

function Now({ figures, last }: { figures: Figures; last: Sample | undefined }) {
  const oldest = figures.queues.reduce((most, queue) => Math.max(most, queue.oldest_ready_seconds ?? 0), 0);
  const estimated = figures.queues.some((queue) => queue.estimated);
  const wakes = last ? last.woken + last.polled : 0;
  return (
    <>
      <Problems figures={figures} />
      <div class="tiles">
        <Tile name="Waiting">{about(estimated, sum(figures.queues, (queue) => queue.ready))}</Tile>
        <Tile name="Oldest ready message">{oldest === 0 ? "–" : duration(oldest)}</Tile>
        <Tile name="In hand">{about(estimated, sum(figures.queues, (queue) => queue.in_hand))}</Tile>
        <Tile name="Done a second" note="in the last 10 s">{last ? rate(last.done / last.seconds) : "–"}</Tile>
        <Tile name="Dead letters" note={<a href={link(["failures"])}>why</a>}>
          {about(estimated, sum(figures.queues, (queue) => queue.dead_letters))}
        </Tile>
        <Tile name="Woken by notification" note={last ? `${count(last.polled)} by poll` : undefined}>
          {wakes === 0 ? "–" : `${Math.round((100 * last!.woken) / wakes)} %`}
        </Tile>
      </div>
      {figures.queues.length === 0 && <Empty>There are no queues yet. <code>taskwire migrate</code> makes them.</Empty>}
    </>
  );
}

function Problems({ figures }: { figures: Figures }) {
  if (figures.problems.length === 0) return <p class="well"><Badge kind="good">well</Badge> Nothing needs you.</p>;
  return (
    <ul class="problems" aria-label="Problems">
      {figures.problems.map((problem) => (
        <li key={problem.name}><Badge kind="bad">{problem.name}</Badge> {problem.text}</li>
      ))}
    </ul>
  );
}

function Charts({ samples }: { samples: Sample[] }) {
  if (samples.length < 2) return <Empty>The charts begin when there are figures of twenty seconds.</Empty>;
  const times = samples.map((sample) => Date.parse(sample.at) / 1000);
  const each = (name: keyof Sample) => samples.map((sample) => (sample[name] as number | null) || null);
  const aSecond = (name: "done" | "retried" | "dead_letters") => samples.map((sample) => sample[name] / sample.seconds);
  return (
    <div class="charts">
      <Chart title="Messages a second, by how they ended" times={times} words={rate}
        lines={[
          { name: "done", colour: "good", values: aSecond("done") },
          { name: "retried", colour: "warn", values: aSecond("retried") },
          { name: "dead letter", colour: "bad", values: aSecond("dead_letters") },
        ]} />
      <Chart title="How long messages waited" times={times} words={milliseconds} logarithmic
        lines={[
          { name: "p50", colour: "good", values: each("p50_ms") },
          { name: "p95", colour: "warn", values: each("p95_ms") },
          { name: "p99", colour: "bad", values: each("p99_ms") },
        ]} />
      <Chart title="Age of the oldest ready message" times={times} words={duration}
        lines={[{ name: "age", colour: "link", values: samples.map((sample) => sample.oldest_ready_seconds ?? 0) }]} />
      <Chart title="Wakes a second, by cause" times={times} words={rate}
        lines={[
          { name: "notification", colour: "good", values: samples.map((sample) => sample.woken / sample.seconds) },
          { name: "poll", colour: "warn", values: samples.map((sample) => sample.polled / sample.seconds) },
        ]} />
    </div>
  );
}

function sum(queues: Queue[], of: (queue: Queue) => number): number {
  return queues.reduce((total, queue) => total + of(queue), 0);
}
