package dev.taskwire.schedule;

import dev.taskwire.schedule.Plans.Plan;
import dev.taskwire.schedule.ScheduleTable.Fired;
import dev.taskwire.schedule.ScheduleTable.Look;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks what is due, fires it, and sleeps until the next is due or somebody says that schedules have changed. Several
 * processes do so at once, and the database decides whose word counts. Bound to one context.
 */
final class Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    /** What its failures are told under, in place of a queue's name. */
    private static final String NAME = "taskwire.schedule";

    private static final int AT_ONCE = 100;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    /** Where all that is due is another's for the moment. */
    private static final Duration STEP_BACK = Duration.ofMillis(100);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** For a connection that has fallen silent: a statement has a deadline of its own, which is shorter. */
    private static final Duration ROUND_MOST = Duration.ofMinutes(2);

    private final Vertx vertx;
    private final ScheduleTable table;
    private final AlarmBook book;
    private final Alarms alarms;
    private final WorkerListener listener;
    private final Firings firings;
    private final Duration longestSleep;
    private final Plans plans = new Plans();
    private final FirePlanner planner;
    private final Context context;

    private Supplier<Future<Void>> preparation;
    private Future<Void> round = Future.succeededFuture();
    private boolean underWay;
    private boolean again;
    private boolean stopped;
    private long timer = -1;

    /** @param preparation what comes before the first look, and is tried until it succeeds */
    Scheduler(Vertx vertx, SchedulerSettings settings, WorkerListener listener, Supplier<Future<Void>> preparation) {
        this.vertx = vertx;
        this.table = new ScheduleTable(settings.pool());
        this.book = new AlarmBook(settings.pool());
        this.alarms = settings.alarms();
        this.longestSleep = settings.longestSleep();
        this.listener = listener;
        this.planner = new FirePlanner(vertx, settings.pool());
        this.preparation = () ->
                preparation.get().compose(prepared -> table.reconsider()).compose(reconsidered -> planner.reconsider());
        this.firings = new Firings(listener);
        this.context = vertx.getOrCreateContext();
    }

    /** Looks now, or once more where a look is under way. */
    void look() {
        context.runOnContext(called -> {
            again = true;
            if (!underWay && !stopped) {
                begin();
            }
        });
    }

    /** Completes when nothing is under way any more. */
    Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        return Future.join(round, planner.stop()).<Void>mapEmpty().otherwiseEmpty();
    }

    private void begin() {
        vertx.cancelTimer(timer);
        again = false;
        underWay = true;
        round = Future.succeededFuture()
                .compose(begun -> takeRound())
                .timeout(ROUND_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> listener.turnFailed(NAME, failure, TRY_AGAIN))
                .onComplete(done -> waitFor(done.succeeded() ? done.result() : TRY_AGAIN))
                .mapEmpty();
    }

    private void waitFor(Duration pause) {
        underWay = false;
        if (stopped) {
            return;
        }
        if (again || pause.isZero()) {
            begin();
            return;
        }
        // Rounded up, or it would look a moment before the time, and once more.
        timer = vertx.setTimer(Math.max(1, pause.plusNanos(999_999).toMillis()), fired -> begin());
    }

    /** Answers how long there is nothing to do. */
    private Future<Duration> takeRound() {
        return preparation
                .get()
                .onSuccess(prepared -> preparation = Future::succeededFuture)
                .compose(prepared -> table.look(AT_ONCE))
                .onSuccess(this::planAhead)
                .compose(look -> act(look, System.nanoTime()));
    }

    private void planAhead(Look look) {
        if (look.plansWanted()) {
            planner.begin();
        }
    }

    private Future<Duration> act(Look look, long lookedAt) {
        Future<Duration> acted = look.due().isEmpty()
                ? Future.succeededFuture(untilNext(look.now(), look.untilNext(), List.of()))
                : vertx.executeBlocking(() -> plans.of(look.due(), look.now())).compose(plan -> fire(plan, look));
        return acted.compose(pause -> judge(look).map(pause))
                .map(pause -> less(pause, Duration.ofNanos(System.nanoTime() - lookedAt)));
    }

    private Future<Duration> fire(Plan plan, Look look) {
        long lookedAt = System.nanoTime();
        return table.fire(plan.planned())
                .onSuccess(fired -> fired.forEach(Scheduler::tell))
                .onSuccess(fired ->
                        firings.tell(plan.planned(), fired, look.now().plusNanos(System.nanoTime() - lookedAt)))
                .compose(fired -> refuse(plan).map(fired))
                .map(fired -> pauseAfter(plan, look, fired));
    }

    private Duration pauseAfter(Plan plan, Look look, List<Fired> fired) {
        if (fired.isEmpty() && !plan.planned().isEmpty()) {
            return STEP_BACK;
        }
        boolean more = look.due().size() == AT_ONCE
                || plan.isPart(look.now())
                || fired.size() < plan.planned().size();
        List<Instant> nexts = plan.planned().stream()
                .flatMap(planned -> planned.round().next().stream())
                .toList();
        return more ? Duration.ZERO : untilNext(look.now(), look.untilNext(), nexts);
    }

    private Future<Void> refuse(Plan plan) {
        List<Future<Boolean>> refusals = plan.refused().stream()
                .map(refused -> table.refuse(refused.schedule(), refused.reason())
                        .onSuccess(news -> {
                            if (news) {
                                LOG.atError()
                                        .addKeyValue(
                                                "schedule", refused.schedule().name())
                                        .addKeyValue("reason", refused.reason())
                                        .log("the schedule cannot fire until it is changed");
                            }
                        }))
                .toList();
        return Future.join(refusals).mapEmpty();
    }

    private Future<Void> judge(Look look) {
        return look.deadlinesPassed() ? book.judge(alarms) : Future.succeededFuture();
    }

    private Duration untilNext(Instant now, Optional<Duration> later, List<Instant> nexts) {
        Duration shortest =
                later.filter(until -> until.compareTo(longestSleep) < 0).orElse(longestSleep);
        for (Instant next : nexts) {
            Duration until = Duration.between(now, next);
            shortest = until.compareTo(shortest) < 0 ? until : shortest;
        }
        return shortest;
    }

    /** What is left of a pause; one of nothing, which means that there is more to do, stays so. */
    private static Duration less(Duration pause, Duration passed) {
        Duration left = pause.minus(passed);
        if (pause.isZero()) {
            return pause;
        }
        return left.compareTo(SHORTEST) > 0 ? left : SHORTEST;
    }

    private static void tell(Fired fired) {
        LOG.atDebug()
                .addKeyValue("schedule", fired.schedule())
                .addKeyValue("occurrences", fired.fired())
                .log("schedule fired");
        if (fired.missed() > 0) {
            LOG.atWarn()
                    .addKeyValue("schedule", fired.schedule())
                    .addKeyValue("occurrences", fired.missed())
                    .log("occurrences of a schedule were missed");
        }
        if (fired.unsent() != null) {
            LOG.atError()
                    .addKeyValue("schedule", fired.schedule())
                    .addKeyValue("reason", fired.unsent())
                    .log("an occurrence has failed");
        }
    }
}
