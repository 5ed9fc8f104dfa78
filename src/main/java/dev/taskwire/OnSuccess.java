package dev.taskwire;

/** What becomes of a message whose work is done. */
public enum OnSuccess {
    /** It is deleted. */
    DELETE,
    /** It is moved to the queue's archive, the table {@code pgmq.a_<queue>}. */
    ARCHIVE
}
