package dev.taskwire;

/** Where the handler of a queue is called. */
public enum RunsOn {
    /** On the event loop of its worker: it must not block, or everything else on that loop stands still. */
    EVENT_LOOP,
    /** On a thread of the queue's own, at most as many as may be in hand: it may block, and is interrupted when it is given up. */
    WORKER,
    /** On a virtual thread of its own: it may block, and is interrupted when it is given up. From Java 21 on. */
    VIRTUAL_THREAD
}
