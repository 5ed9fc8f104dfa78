package dev.taskwire.config;

/** What whoever sends a request may do; one does not include another. */
public enum Role {
    /** Put messages on queues, and nothing else. */
    ENQUEUE,
    /** See queues, messages, failures, schedules and notifications. */
    READ,
    /** Change what is there: pause, resume, purge, redrive. */
    OPERATE
}
