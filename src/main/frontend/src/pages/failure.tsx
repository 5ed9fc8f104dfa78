import { Action } from "../parts/action";
import { Answer, Time, useAnswer } from "../parts/basics";
import { Payload } from "../parts/payload";
import { link } from "../place";
import type { WholeFailure } from "../types";
import { count } from "../words";
import { redrive } from "./failures";

export function FailurePage({ id }: { id: string }) {
  const failure = useAnswer<WholeFailure>(`api/failures/${encodeURIComponent(id)}`);
  return (
    <>
      <p class="faint"><a href={link(["failures"])}>Failures</a></p>
      <h1>Failure</h1>
      <Answer of={failure}>{(found) => <Story found={found} again={failure.again} />}</Answer>
    </>
  );
}

function Story({ found, again }: { found: WholeFailure; again: () => void }) {
  const act = () => redrive({ ids: [found.id] }).then((said) => (again(), said));
  return (
    <>
      <p class="reason">{found.reason}</p>
      <p class="buttons"><Action label="Redrive" disabled={found.redriven_at !== null} act={act} /></p>
      <dl class="card">
        <div><dt>Queue</dt><dd><a href={link(["queues", found.queue])}>{found.queue}</a></dd></div>
        <div><dt>Message</dt><dd>{found.message_id === null ? "–" : String(found.message_id)}</dd></div>
        <div><dt>Event</dt><dd>{found.event_id ?? "–"}</dd></div>
        <div><dt>Attempts</dt><dd>{count(found.attempts)}</dd></div>
        <div><dt>Redriven</dt><dd>{found.redriven_at ? <><Time at={found.redriven_at} /> by {found.redriven_by ?? "somebody"}</> : "no"}</dd></div>
      </dl>
      <section class="card">
        <h2>Attempts</h2>
        <ol class="story">
          {found.errors.map((error, index) => (
            <li key={index}><Time at={error.at} /> <span class="long">{error.reason}</span></li>
          ))}
          <li><Time at={found.failed_at} /> given up</li>
        </ol>
      </section>
      <Payload name="Message" value={found.message} />
      <Payload name="Headers" value={found.headers} />
    </>
  );
}
