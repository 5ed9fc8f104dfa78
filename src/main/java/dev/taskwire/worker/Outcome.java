package dev.taskwire.worker;

/** What came of the work on one message. */
public sealed interface Outcome {
    Outcome DONE = new Done();

    /** The work is done; the message may go. */
    record Done() implements Outcome {}

    /**
     * The work is not done; the message comes back when its lease ends.
     *
     * @param reason a sentence for people
     */
    record Failed(String reason) implements Outcome {}

    static Outcome failed(Throwable cause) {
        return new Failed(cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage());
    }
}
