package dev.taskwire.worker;

/** What made a worker look at its queue. */
public enum WakeCause {
    /** It has just started. */
    START,
    /** A writer's transaction said that there is work. */
    NOTIFICATION,
    /** Listening began again, and what was notified meanwhile is unknown. */
    RECONNECT,
    /** Time has passed. */
    POLL
}
