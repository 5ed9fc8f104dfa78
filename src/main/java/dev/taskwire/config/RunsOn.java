package dev.taskwire.config;

/** Where the handler of a queue of the user's is called. */
public enum RunsOn {
    EVENT_LOOP,
    WORKER,
    VIRTUAL_THREAD
}
