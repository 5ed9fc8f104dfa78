package dev.taskwire.worker;

import dev.taskwire.queue.Quiet;
import dev.taskwire.queue.Quiet.Look;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Looks at a queue by itself while its writers wake nobody: at a quick pace in the process that keeps it quiet, now and
 * then in every other. It ends when the quiet has been over for a lease, which nobody can have renewed unseen by then, and
 * the last look after that has read what was there. Bound to one context.
 */
final class QuietWatch {
    private static final Duration LOOKED_FIRST_AFTER = QuietLead.LEASE.multipliedBy(2);
    private static final Duration TICK = QuietLead.LEASE.dividedBy(4);
    private static final Duration PACE_QUICK = Duration.ofMillis(3);

    /** For a lease after the last find: changes that are a few milliseconds apart are a usual load of a quiet queue. */
    private static final Duration PACE_MIDDLE = Duration.ofMillis(6);

    private static final Duration PACE_SLOW = Duration.ofMillis(50);

    private final Vertx vertx;
    private final Quiet quiet;
    private final QuietLead lead;
    private final Stragglers stragglers;
    private final Consumer<WakeCause> read;

    private boolean attends;
    private boolean hasLed;
    private boolean asking;
    private Duration lookAt = Duration.ZERO;
    private Duration foundAt = Duration.ZERO;
    private long tickTimer = -1;
    private long paceTimer = -1;

    /** @param read hands a look at the queue to an idle worker */
    QuietWatch(Vertx vertx, Quiet quiet, QuietLead lead, Consumer<WakeCause> read) {
        this.vertx = vertx;
        this.quiet = quiet;
        this.lead = lead;
        this.stragglers = new Stragglers(vertx, quiet, () -> read.accept(WakeCause.QUIET));
        this.read = read;
    }

    /** Whether idle workers are given their next look by this, and need not rest. */
    boolean attends() {
        return attends;
    }

    /** The queue is being made quiet by this process or another, so a look may not show it yet. */
    void attend() {
        lookAt = MonotonicClock.now().plus(LOOKED_FIRST_AFTER);
        if (!attends) {
            attends = true;
            hasLed = false;
            stragglers.forget();
            tickTimer = vertx.setTimer(TICK.toMillis(), fired -> tick());
            read.accept(WakeCause.QUIET);
        }
    }

    /** The queue may be quiet, or have been a moment ago, and nobody has told this process. */
    void attendIfQuiet(WakeCause cause) {
        quiet.look()
                .onSuccess(look -> {
                    if (look.left().compareTo(QuietLead.LEASE.negated()) > 0) {
                        attend();
                    } else if (!attends) {
                        stragglers.await(look.writers());
                        read.accept(cause);
                    }
                })
                .onFailure(away -> attend());
    }

    /** All workers are idle: here the next look comes the sooner, the later the last one found something. */
    void isIdle(boolean foundSomething) {
        hasLed |= lead.keeps();
        foundAt = foundSomething ? MonotonicClock.now() : foundAt;
        vertx.cancelTimer(paceTimer);
        paceTimer = vertx.setTimer(pace(foundSomething).toMillis(), fired -> read.accept(WakeCause.QUIET));
    }

    private Duration pace(boolean foundSomething) {
        if (!hasLed) {
            return PACE_SLOW;
        }
        boolean foundLately = MonotonicClock.now().minus(foundAt).compareTo(QuietLead.LEASE) < 0;
        return foundSomething ? PACE_QUICK : foundLately ? PACE_MIDDLE : PACE_SLOW;
    }

    /** A worker has something to do. */
    void isBusy() {
        vertx.cancelTimer(paceTimer);
    }

    void close() {
        end();
        stragglers.forget();
    }

    private void end() {
        attends = false;
        vertx.cancelTimer(tickTimer);
        vertx.cancelTimer(paceTimer);
    }

    private void tick() {
        lead.tick();
        if (!lead.keeps() && !asking && MonotonicClock.now().compareTo(lookAt) >= 0) {
            asking = true;
            quiet.look().onComplete(look -> {
                asking = false;
                if (attends && look.succeeded()) {
                    looked(look.result());
                }
            });
        }
        tickTimer = vertx.setTimer(TICK.toMillis(), fired -> tick());
    }

    private void looked(Look look) {
        Duration over = look.left().negated();
        if (over.compareTo(QuietLead.LEASE) < 0) {
            lookAt = MonotonicClock.now().plus(QuietLead.LEASE).minus(over);
        } else if (!lead.keeps()) {
            end();
            stragglers.await(look.writers());
            read.accept(WakeCause.QUIET);
        }
    }
}
