package dev.taskwire.worker;

/** What may come of an occurrence of a schedule. */
public enum Occurred {
    /** Its message was sent. */
    FIRED,
    /** Its message was worked on. */
    DONE,
    /** Its message became a dead letter, or could not be sent. */
    FAILED,
    /** Nothing ran at its time, and it was not caught up with. */
    MISSED
}
