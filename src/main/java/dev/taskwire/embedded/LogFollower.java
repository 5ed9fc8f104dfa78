package dev.taskwire.embedded;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Shows the rows of the log as they come. Looks when it is told that there may be some, one look at a time. Numbers are
 * drawn before the commit, so a row may come after one with a higher number: it looks back some way. Bound to one context.
 */
final class LogFollower {
    private static final int LOOK_BACK = 500;

    private final Vertx vertx;
    private final RunLog log;
    private final Duration pause;
    private final Consumer<LoggedChange> reader;
    private final TreeMap<Long, UUID> known = new TreeMap<>();

    private long from;
    private boolean looking;
    private boolean lookAgain;

    /**
     * Begins to follow.
     *
     * @param from the place in the log after which it is shown
     * @param pause between two looks, so that a busy log is not read row by row
     */
    LogFollower(Vertx vertx, RunLog log, long from, Duration pause, Consumer<LoggedChange> reader) {
        this.vertx = vertx;
        this.log = log;
        this.from = from;
        this.pause = pause;
        this.reader = reader;
    }

    /** Says that there may be new rows. */
    void look() {
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        read().onComplete(read -> rest());
    }

    /** Reads what is there now. What cannot be read is read at the next look. */
    Future<Void> read() {
        return log.after(from, known.values()).map(rows -> {
            rows.forEach(this::show);
            lookAgain |= rows.size() == RunLog.PAGE_ROWS;
            return null;
        });
    }

    private void show(LoggedChange row) {
        if (known.put(row.seq(), row.id()) == null) {
            reader.accept(row);
        }
        if (known.size() > LOOK_BACK) {
            from = known.pollFirstEntry().getKey();
        }
    }

    private void rest() {
        if (pause.isZero()) {
            goOn();
        } else {
            vertx.setTimer(pause.toMillis(), fired -> goOn());
        }
    }

    private void goOn() {
        looking = false;
        if (lookAgain) {
            lookAgain = false;
            look();
        }
    }
}
