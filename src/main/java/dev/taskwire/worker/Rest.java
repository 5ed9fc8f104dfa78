package dev.taskwire.worker;

import dev.taskwire.queue.MessageQueue;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What idle workers wait for besides a wake: that the next message comes due, and the poll. One statement an interval
 * finds both. Bound to one context.
 */
final class Rest {
    /** Soon enough for what was delayed by less, and late enough not to come in the way of a burst of wakes. */
    private static final Duration SETTLED = Duration.ofMillis(20);

    private static final Duration ANSWERED_MOST = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final MessageQueue queue;
    private final Duration pollInterval;
    private final Consumer<WakeCause> read;

    private boolean rests;
    private long timer = -1;
    private long round;
    private int fruitless;

    Rest(Vertx vertx, MessageQueue queue, Duration pollInterval, Consumer<WakeCause> read) {
        this.vertx = vertx;
        this.queue = queue;
        this.pollInterval = pollInterval;
        this.read = read;
    }

    /** All workers have become idle. */
    void begin(boolean foundSomething) {
        end();
        rests = true;
        // What is ready but cannot be had, such as a row that an administrator has locked, is no reason to spin.
        fruitless = foundSomething ? 0 : Math.min(fruitless + 1, 20);
        Duration pause = SETTLED.multipliedBy(1L << Math.max(0, fruitless - 2));
        after(pause.compareTo(pollInterval) < 0 ? pause : pollInterval, () -> ask(WakeCause.DUE));
    }

    /** A worker has something to do. */
    void end() {
        rests = false;
        round++;
        vertx.cancelTimer(timer);
    }

    /** There may be a message now that is due sooner than was known. */
    void lookSoon() {
        if (rests) {
            begin(true);
        }
    }

    private void ask(WakeCause why) {
        long asked = round;
        queue.nextDue()
                .timeout(ANSWERED_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(due -> {
                    if (asked == round) {
                        waitFor(due, why);
                    }
                })
                .onFailure(away -> {
                    if (asked == round) {
                        read.accept(why); // and let a turn find out, which knows how to wait
                    }
                });
    }

    private void waitFor(Optional<Duration> due, WakeCause why) {
        Duration poll = Jitter.around(pollInterval);
        if (due.isEmpty() || due.get().compareTo(poll) > 0) {
            fruitless = 0;
            after(poll, () -> ask(WakeCause.POLL));
        } else if (due.get().compareTo(Duration.ZERO) > 0) {
            fruitless = 0;
            after(due.get().plusMillis(1), () -> read.accept(WakeCause.DUE));
        } else {
            read.accept(why);
        }
    }

    private void after(Duration pause, Runnable next) {
        timer = vertx.setTimer(Math.max(1, pause.toMillis()), fired -> next.run());
    }
}
