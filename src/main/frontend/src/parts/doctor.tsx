import { Answer, Badge, Time, useAnswer } from "./basics";

interface Diagnosis {
  check: string;
  verdict: "ok" | "skipped" | "warning" | "problem";
  words: string;
  remedies: string[];
}

interface Examination {
  at: string;
  diagnoses: Diagnosis[];
}

const SELDOM = 300_000;

/** The doctor's report: what is wrong first, what is well on demand. */
export function Doctor() {
  const examination = useAnswer<Examination>("api/doctor", SELDOM);
  return (
    <section class="card" aria-label="The doctor's report">
      <h2>The doctor's report</h2>
      <button type="button" class="corner" onClick={examination.again}>Look again</button>
      <Answer of={examination}>{(found) => <Report found={found} />}</Answer>
    </section>
  );
}

function Report({ found }: { found: Examination }) {
  const wrong = found.diagnoses.filter((one) => one.verdict === "problem" || one.verdict === "warning");
  const others = found.diagnoses.filter((one) => !wrong.includes(one));
  const order = [...wrong.filter((one) => one.verdict === "problem"), ...wrong.filter((one) => one.verdict === "warning")];
  return (
    <>
      <p class="faint">Examined <Time at={found.at} />.</p>
      {order.length === 0 ? <p><Badge kind="good">well</Badge> Nothing was found to be wrong.</p> : <Diagnoses of={order} />}
      <details>
        <summary>{others.length} checks that are well or were left out</summary>
        <Diagnoses of={others} />
      </details>
    </>
  );
}

function Diagnoses({ of }: { of: Diagnosis[] }) {
  return (
    <ul class="diagnoses">
      {of.map((one) => (
        <li key={one.check}>
          <Badge kind={one.verdict}>{one.verdict}</Badge> <b>{one.check}</b>: {one.words}
          {one.remedies.length > 0 && <ul>{one.remedies.map((remedy) => <li key={remedy}>{remedy}</li>)}</ul>}
        </li>
      ))}
    </ul>
  );
}
