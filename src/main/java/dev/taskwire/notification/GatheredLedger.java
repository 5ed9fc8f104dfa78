package dev.taskwire.notification;

import dev.taskwire.postgres.Bisection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The ledger by few statements, and with more than one try for what must not be lost: how calls ended. Bound to one
 * context.
 */
final class GatheredLedger {
    private final Vertx vertx;
    private final Ledger ledger;
    private final List<Duration> pauses;
    private final Gathering<LedgerCall, Map<UUID, LedgerStanding>> calls;
    private final Gathering<LedgerResult, Map<LedgerResult, Throwable>> results;

    /**
     * @param within how long a call may take
     * @param pauses before each further try of a write that failed
     */
    GatheredLedger(Vertx vertx, Ledger ledger, Duration within, List<Duration> pauses) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.pauses = pauses;
        this.calls = new Gathering<>(this::soon, some -> ledger.begin(some, within));
        this.results = new Gathering<>(this::soon, some -> finish(some, 0));
    }

    /** Answers by call id whether each of these mails, which go together, may go. */
    Future<Map<UUID, LedgerStanding>> begin(List<LedgerCall> together) {
        return calls.add(together);
    }

    /** Completes when it is written, fails where it is refused or the last try has failed. */
    Future<Void> finish(LedgerResult result) {
        return results.add(List.of(result)).compose(refused -> {
            Throwable refusal = refused.get(result);
            return refusal == null ? Future.succeededFuture() : Future.failedFuture(refusal);
        });
    }

    private Future<Map<LedgerResult, Throwable>> finish(List<LedgerResult> some, int tries) {
        return Bisection.run(some, ledger::finish)
                .recover(failure -> tries == pauses.size()
                        ? Future.failedFuture(failure)
                        : vertx.timer(pauses.get(tries).toMillis(), TimeUnit.MILLISECONDS)
                                .compose(waited -> finish(some, tries + 1)));
    }

    private void soon(Runnable work) {
        vertx.runOnContext(now -> work.run());
    }
}
