import { Action } from "../parts/action";
import { Answer, Time, useAnswer } from "../parts/basics";
import { Payload } from "../parts/payload";
import { attempts, Story as Steps } from "../parts/story";
import { Trace } from "../parts/trace";
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
        <div><dt>Message</dt><dd>{found.message_id === null ? "–" : <a href={link(["queues", found.queue, "messages", String(found.message_id)])}>{String(found.message_id)}</a>}</dd></div>
        <div><dt>Event</dt><dd>{found.event_id ?? "–"}</dd></div>
        <div><dt>Attempts</dt><dd>{count(found.attempts)}</dd></div>
        <div><dt>Trace</dt><dd><Trace headers={found.headers} /></dd></div>
        <div><dt>Redriven</dt><dd>{found.redriven_at ? <><Time at={found.redriven_at} /> by {found.redriven_by ?? "somebody"}</> : "no"}</dd></div>
      </dl>
      <Steps steps={[...attempts(found.errors), { at: found.failed_at, what: "given up" }]} />
      <Payload name="Message" value={found.message} />
      <Payload name="Headers" value={found.headers} />
    </>
  );
}
