import type { ComponentChildren } from "preact";
import type { AttemptError } from "../types";
import { Time } from "./basics";

export interface Step {
  at: string;
  what: ComponentChildren;
  kind?: string;
}

/** What happened to a message, in the order of time. */
export function Story({ steps }: { steps: Step[] }) {
  return (
    <section class="card">
      <h2>Its story</h2>
      <ol class="story">
        {steps.map((step, index) => (
          <li key={index} class={step.kind}><Time at={step.at} /> <span class="long">{step.what}</span></li>
        ))}
      </ol>
    </section>
  );
}

/** Those of attempts that failed. */
export function attempts(errors: AttemptError[]): Step[] {
  return errors.map((error) => ({
    at: error.at,
    what: <>{error.attempt === null ? "not tried" : `attempt ${error.attempt}`}: {error.reason}</>,
    kind: "failed",
  }));
}
