import type { Json } from "./json";

/** What the API answers; openapi.yaml has the whole. */

export type Role = "enqueue" | "read" | "operate";

export interface Caller {
  name: string;
  roles: Role[];
}

export interface Queue {
  queue: string;
  ready: number;
  in_hand: number;
  delayed: number;
  parked: number;
  unknown: number;
  retrying: number;
  archived: number;
  dead_letters: number;
  oldest_ready_seconds: number | null;
  paused_at: string | null;
  estimated: boolean;
}

export interface Found {
  name: string;
  text: string;
}

export interface Figures {
  at: string;
  queues: Queue[];
  problems: Found[];
}

/** What all processes did in one stretch of time. */
export interface Sample {
  at: string;
  seconds: number;
  done: number;
  retried: number;
  dead_letters: number;
  woken: number;
  polled: number;
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
  oldest_ready_seconds: number | null;
}

export interface Activity {
  id: string;
  entity_type: string;
  entity_key: string;
  action: "created" | "updated" | "deleted";
  actor_id: string | null;
  metadata: Json;
  created_at: string;
  occurred_at: string | null;
}

export interface Message {
  id: number | bigint;
  state: string;
  deliveries: number;
  attempts: number;
  enqueued_at: string;
  due_at: string | null;
  archived_at: string | null;
  last_error: string | null;
  /** Of one message alone. */
  errors?: AttemptError[];
  failure_id?: string | null;
  progress?: { fraction: number; note: string; at: string } | null;
  message: Json;
  /** Its beginning, where it is too long to be shown. */
  message_text?: string;
  headers: Json;
}

export interface AttemptError {
  at: string;
  attempt: number | null;
  reason: string;
}

export interface FailureGroup {
  queue: string;
  cause: string;
  count: number;
  waiting: number;
  first_at: string;
  last_at: string;
  example: string;
  /** Only so many were looked at; null where all were. */
  among_latest: number | null;
}

export interface Failure {
  id: string;
  queue: string;
  message_id: number | bigint | null;
  event_id: string | null;
  reason: string;
  cause: string;
  attempts: number;
  first_attempt_at: string | null;
  failed_at: string;
  redriven_at: string | null;
  redriven_by: string | null;
}

export interface WholeFailure extends Failure {
  message: Json;
  headers: Json;
  errors: AttemptError[];
}

export interface Redriven {
  ready: number;
  redriven: number;
  finished: boolean;
}

export interface Occurrence {
  fire_time: string;
  kind: string;
  state: "claimed" | "sent" | "done" | "failed" | "missed";
  seconds: number | null;
  error: string | null;
}

export interface Schedule {
  name: string;
  times: string;
  zone: string;
  queue: string;
  source: string;
  words: string;
  next: string[];
  paused_at: string | null;
  error: string | null;
  last: Occurrence | null;
}

export interface Mail {
  event_id: string;
  type: string;
  recipient: string;
  state: string;
  sends: number;
  last_error: string | null;
  changed_at: string;
}

export type HttpStatus = "staged" | "pending" | "in_progress" | "successful" | "failed" | "cancelled";

/** Durations are seconds. */
export interface HttpQueue {
  queue: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  timeout: number;
  workers: number;
  key_workers: number | null;
  rate: number | null;
  burst: number;
  attempts: number;
  backoff: number;
  backoff_most: number;
  success_codes: string;
  callbacks: boolean;
  callback_timeout: number;
  under_way: number;
  closed_until: string | null;
  closed_reason: string | null;
  /** A number of jobs that has reached this may be larger. */
  counted_to: number;
  jobs: Record<HttpStatus, number>;
}

export interface HttpJob {
  id: number | bigint;
  queue: string;
  status: HttpStatus;
  name: string | null;
  flow: string | null;
  path: string | null;
  key: string | null;
  attempts: number;
  awaits_callback: boolean;
  due_at: string;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  result_status: number | null;
  last_error: string | null;
}

export interface WholeHttpJob extends HttpJob {
  method: string;
  url: string;
  query: Json;
  headers: Json;
  payload: Json;
  payload_text: string | null;
  attempts_most: number;
  interruptions: number;
  idempotency_key: string;
  cancelled_by: number | bigint | null;
  callback_until: string | null;
  result_headers: Json;
  result_body: string | null;
  result_cut: boolean;
  errors: AttemptError[];
  parents: HttpNeighbour[];
  children: HttpNeighbour[];
}

export interface HttpNeighbour {
  job: number | bigint;
  name: string | null;
  queue: string;
  status: HttpStatus;
  on_failure: "cancel" | "run" | "wait";
  settled: boolean;
}

export interface HttpFlowSummary {
  id: string;
  name: string | null;
  created_at: string;
  jobs: Partial<Record<HttpStatus, number>>;
}

export interface HttpFlow {
  id: string;
  name: string | null;
  created_at: string;
  counts: Partial<Record<HttpStatus, number>>;
  jobs: HttpFlowJob[];
  edges: FlowEdge[];
}

export interface HttpFlowJob {
  id: number | bigint;
  name: string | null;
  queue: string;
  status: HttpStatus;
  attempts: number;
  result_status: number | null;
}

/** A job, and one that it waits for. */
export interface FlowEdge {
  job: number | bigint;
  depends_on: number | bigint;
  on_failure: "cancel" | "run" | "wait";
  settled: boolean;
}
