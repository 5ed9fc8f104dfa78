package dev.taskwire.queue;

import io.vertx.sqlclient.Row;

/**
 * What went wrong with a message so far.
 *
 * @param attempts attempts that ended in an error
 * @param crashes deliveries that ended without a word: their process died, or their lease ran out
 */
public record Trouble(int attempts, int crashes) {
    public static final Trouble NONE = new Trouble(0, 0);

    /** A delivery that ended neither in an attempt nor in a release was ended by a crash. */
    static Trouble of(Row row) {
        int earlier = row.getInteger("read_ct") - 1;
        int attempts = row.getInteger("attempts");
        return new Trouble(attempts, Math.max(0, earlier - attempts - row.getInteger("releases")));
    }
}
