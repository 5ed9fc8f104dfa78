package dev.taskwire.queue;

import java.util.Locale;

/** Where the messages of a queue are. */
public enum MessagePlace {
    /** In the queue itself: ready, in hand, or due within a minute or so. */
    QUEUED,
    /** Outside of the queue until they are due. */
    PARKED,
    /** Outside of the queue until a worker comes that knows their type and version. */
    UNKNOWN,
    /** In the archive: dead letters, and what is done where the queue keeps that. */
    ARCHIVED;

    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
