package dev.taskwire.worker;

import dev.taskwire.queue.Quiet;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Waits for those who were writing to a queue when its quiet ended: they may have found it quiet, and then their commit
 * wakes nobody. Bound to one context.
 */
final class Stragglers {
    private static final Duration PAUSE_FIRST = Duration.ofMillis(10);
    private static final Duration PAUSE_MOST = Duration.ofMillis(500);

    /** How pg_locks calls prepared transactions: they belong to no session. */
    private static final String PREPARED = "-1/";

    private final Vertx vertx;
    private final Quiet quiet;
    private final Runnable oneHasEnded;

    private final Set<String> open = new HashSet<>();
    private Duration pause = PAUSE_FIRST;
    private long timer = -1;
    private long round;

    /** @param oneHasEnded runs after one or more have committed or rolled back; what they committed can be read then */
    Stragglers(Vertx vertx, Quiet quiet, Runnable oneHasEnded) {
        this.vertx = vertx;
        this.quiet = quiet;
        this.oneHasEnded = oneHasEnded;
    }

    /** Waits for these, until the last of them has ended. */
    void await(Set<String> writers) {
        forget();
        open.addAll(writers);
        pause = PAUSE_FIRST;
        lookAgain();
    }

    /** Nobody need be waited for: the queue is looked at anyway, and whoever writes then is seen at the end of that. */
    void forget() {
        round++;
        open.clear();
        vertx.cancelTimer(timer);
    }

    private void lookAgain() {
        if (open.isEmpty()) {
            return;
        }
        timer = vertx.setTimer(pause.toMillis(), fired -> {
            long asked = round;
            quiet.look().onComplete(look -> {
                if (asked == round) {
                    if (look.succeeded() && oneIsGone(look.result().writers())) {
                        oneHasEnded.run();
                    }
                    lookAgain();
                }
            });
        });
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(PAUSE_MOST) < 0 ? doubled : PAUSE_MOST;
    }

    /** Who prepares its transaction goes on under another name, so all that are prepared are waited for then. */
    private boolean oneIsGone(Set<String> writers) {
        boolean gone = open.retainAll(writers);
        if (gone) {
            writers.stream().filter(writer -> writer.startsWith(PREPARED)).forEach(open::add);
        }
        return gone;
    }
}
