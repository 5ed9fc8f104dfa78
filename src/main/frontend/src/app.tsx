import { useEffect, useRef } from "preact/hooks";
import { enter, tokenWanted } from "./api";
import { databaseAway, figures, silence } from "./live";
import { Time } from "./parts/basics";
import { link, place } from "./place";
import { ActivityPage } from "./pages/activity";
import { CallPage } from "./pages/call";
import { CallQueuePage } from "./pages/callqueue";
import { CallsPage } from "./pages/calls";
import { FailurePage } from "./pages/failure";
import { FailuresPage } from "./pages/failures";
import { FlowPage } from "./pages/flow";
import { MailsPage } from "./pages/mails";
import { MessagePage } from "./pages/message";
import { OverviewPage } from "./pages/overview";
import { QueuePage } from "./pages/queue";
import { QueuesPage } from "./pages/queues";
import { SchedulesPage } from "./pages/schedules";
import { SystemPage } from "./pages/system";

const PAGES: [string, string][] = [
  ["", "Overview"],
  ["queues", "Queues"],
  ["calls", "HTTP calls"],
  ["failures", "Failures"],
  ["activity", "Activity"],
  ["mails", "Mails"],
  ["schedules", "Schedules"],
  ["system", "System"],
];

export function App() {
  const here = place.value.parts[0] ?? "";
  // Flows have no list of their own: they are reached from the HTTP calls.
  const section = here === "flows" ? "calls" : here;
  const name = PAGES.find(([path]) => path === here)?.[1] ?? (here === "flows" ? "Flow" : "Not found");
  const heading = useRef<HTMLElement>(null);
  const path = place.value.parts.join("/");
  useEffect(() => {
    document.title = `${place.value.parts[1] ?? name} · Taskwire`;
    heading.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => (event.preventDefault(), heading.current?.focus())}>To the content</a>
      <header>
        <a class="name" href={link([])}>Taskwire</a>
        <nav aria-label="Pages">
          {PAGES.map(([target, label]) => (
            <a key={target} href={link(target ? [target] : [])} aria-current={target === section ? "page" : undefined}>
              {label}
              {target === "" && problems() > 0 && <span class="badge bad" title="problems">{problems()}</span>}
            </a>
          ))}
        </nav>
        <Connection />
      </header>
      {tokenWanted.value && <TokenForm />}
      <main id="content" tabIndex={-1} ref={heading}>
        <Standstill />
        <Page />
      </main>
    </>
  );
}

function problems(): number {
  return figures.value?.problems.length ?? 0;
}

function Page() {
  const [page, one, kind, other] = place.value.parts;
  if (page === undefined) return <OverviewPage />;
  if (page === "queues" && one && kind === "messages" && other) return <MessagePage key={`${one}/${other}`} queue={one} id={other} />;
  if (page === "queues" && one) return <QueuePage key={one} name={one} />;
  if (page === "queues") return <QueuesPage />;
  if (page === "calls" && one && kind) return <CallPage key={kind} queue={one} id={kind} />;
  if (page === "calls" && one) return <CallQueuePage key={one} name={one} />;
  if (page === "calls") return <CallsPage />;
  if (page === "flows" && one) return <FlowPage key={one} id={one} />;
  if (page === "failures" && one) return <FailurePage key={one} id={one} />;
  if (page === "failures") return <FailuresPage />;
  if (page === "activity") return <ActivityPage />;
  if (page === "mails") return <MailsPage />;
  if (page === "schedules") return <SchedulesPage />;
  if (page === "system") return <SystemPage />;
  return (
    <>
      <h1>Not found</h1>
      <div class="empty">There is no such page. <a href={link([])}>To the overview</a></div>
    </>
  );
}

function Connection() {
  const why = silence.value || (databaseAway.value ? "the database is away" : "");
  return (
    <div class={`connection ${why ? "bad" : "good"}`} role="status" title={why || "what you see is live"}>
      <span aria-hidden="true">●</span> {why ? `not live: ${why}` : "live"}
    </div>
  );
}

/** What is shown is old, and why. */
function Standstill() {
  const since = figures.value && <>What you see is as it was <Time at={figures.value.at} />. </>;
  if (databaseAway.value) {
    return (
      <div class="standstill" role="alert">
        <strong>The database is away.</strong> {since}What was committed is safe, and is worked on when the database is back. This
        page goes on by itself.
      </div>
    );
  }
  if (!silence.value || !figures.value || tokenWanted.value) return null;
  return (
    <div class="standstill" role="alert">
      <strong>The server does not answer.</strong> {since}This page goes on by itself when it is back.
    </div>
  );
}

function TokenForm() {
  const given = useRef<HTMLInputElement>(null);
  return (
    <form class="card token" onSubmit={(event) => (event.preventDefault(), enter(given.current?.value ?? ""), location.reload())}>
      <label>
        This server wants a token. It is kept until you close the tab.
        <input ref={given} type="password" autocomplete="current-password" required />
      </label>
      <button type="submit">Enter</button>
    </form>
  );
}
