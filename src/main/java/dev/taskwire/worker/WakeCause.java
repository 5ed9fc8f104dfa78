package dev.taskwire.worker;

/** What made a worker look at its queue. */
public enum WakeCause {
    /** It has just started. */
    START,
    /** A writer's transaction said that there is work. */
    NOTIFICATION,
    /** Listening began again, and what was notified meanwhile is unknown. */
    RECONNECT,
    /** A message has come due, or was ready when idle workers looked for the next; as a wake, that there may be a new next. */
    DUE,
    /** A message is settled that may have held others back. */
    FREED,
    /** The queue is quiet: its writers wake nobody, so its workers look by themselves. */
    QUIET,
    /** Time has passed. */
    POLL
}
