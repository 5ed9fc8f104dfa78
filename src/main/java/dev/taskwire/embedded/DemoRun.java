package dev.taskwire.embedded;

import dev.taskwire.embedded.DemoSummary.LogNumbers;
import dev.taskwire.embedded.DemoSummary.MailNumbers;
import dev.taskwire.embedded.DemoSummary.WakeNumbers;
import dev.taskwire.embedded.RunLog.Part;
import dev.taskwire.worker.WakeCause;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One run: changes tasks until it is told to finish, then checks that everything has arrived. Bound to one context. */
final class DemoRun {
    private static final Duration ARRIVAL_MOST = Duration.ofSeconds(10);
    private static final Duration ARRIVAL_GLANCE = Duration.ofMillis(50);

    /** On the way, only that part of the log is checked behind which nothing is still to come. */
    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

    private static final Duration SWEEP_AGE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final DemoGround ground;
    private final RunLog log;
    private final DemoView view;
    private final ChangeLedger changes = new ChangeLedger();
    private final MailLedger mails;
    private final LogCheck check;

    private Future<Void> swept = Future.succeededFuture();
    private long checkedTo;
    private long began;
    private Duration lasted = Duration.ZERO;
    private int failed;

    DemoRun(Vertx vertx, DemoGround ground, RunLog log, DemoView view) {
        this.vertx = vertx;
        this.ground = ground;
        this.log = log;
        this.view = view;
        this.mails = new MailLedger(ground.team());
        this.check = new LogCheck(changes, ground.team());
        this.checkedTo = ground.lastSeq();
    }

    /** Those who must know of the demo's own transactions. */
    ChangeObserver observer() {
        return ChangeObserver.all(List.of(changes, newcomers(), mails, view));
    }

    private ChangeObserver newcomers() {
        return new ChangeObserver() {
            @Override
            public void committed(Change change) {
                if (change.kind() == ChangeKind.JOINED) {
                    ground.team().add(Person.from(change.row().after()));
                }
            }
        };
    }

    void begin() {
        began = System.nanoTime();
        vertx.setPeriodic(SWEEP_INTERVAL.toMillis(), fired -> {
            if (swept.isComplete()) {
                swept = log.completeTo(checkedTo, SWEEP_AGE)
                        .compose(last -> compare(Part.of(checkedTo, last)))
                        .onSuccess(compared -> check.forgetWhatIsInOrder());
            }
        });
    }

    private Future<Void> compare(Part part) {
        return log.forEach(part, row -> {
            check.add(row);
            checkedTo = row.seq();
        });
    }

    void failed(PlannedChange plan, Throwable cause) {
        failed++;
        view.failed(plan, cause);
    }

    void logged(LoggedChange row) {
        view.logged(row, changes.fate(row.evidence()).isEmpty());
    }

    void mailed(ReceivedMail mail) {
        view.mailed(mail, mails.arrived(mail));
    }

    /** Nothing is changed any more: waits, for some time, until all has arrived. */
    Future<Void> settle() {
        lasted = Duration.ofNanos(System.nanoTime() - began);
        Promise<Void> settled = Promise.promise();
        glance(System.nanoTime() + ARRIVAL_MOST.toNanos(), settled);
        return settled.future();
    }

    private void glance(long deadline, Promise<Void> settled) {
        log.waiting().onFailure(settled::fail).onSuccess(waiting -> {
            if (waiting == 0 || System.nanoTime() > deadline) {
                settled.complete();
            } else {
                vertx.setTimer(ARRIVAL_GLANCE.toMillis(), fired -> glance(deadline, settled));
            }
        });
    }

    /** Compares what was done with what is there. */
    Future<DemoSummary> check(PipelineEvents events) {
        Future<Percentiles> latencies = swept.otherwiseEmpty()
                .compose(idle -> compare(Part.after(checkedTo)))
                .compose(compared -> log.latencies(ground.lastSeq()));
        Future<Long> inAppRows = latencies.compose(read -> log.inAppRows());
        return inAppRows.map(rows -> new DemoSummary(
                lasted,
                changes.committed(),
                changes.rolledBack(),
                failed,
                new LogNumbers(check.rows(), check.others(), latencies.result()),
                new MailNumbers(mails.counts(), rows - ground.inAppRows(), mails.latencies()),
                wakes(events),
                problems()));
    }

    private static WakeNumbers wakes(PipelineEvents events) {
        return new WakeNumbers(
                events.wakes(WakeCause.NOTIFICATION),
                events.wakes(WakeCause.POLL),
                Stream.of(WakeCause.START, WakeCause.RECONNECT, WakeCause.DUE, WakeCause.QUIET)
                        .mapToLong(events::wakes)
                        .sum());
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>(check.problems());
        mails.missing().forEach(mail -> problems.add(mail + " did not come"));
        mails.wrong().forEach(mail -> problems.add("a change was rolled back, and a mail came to " + mail.recipient()));
        return problems;
    }
}
