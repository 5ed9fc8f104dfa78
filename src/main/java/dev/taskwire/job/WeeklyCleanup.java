package dev.taskwire.job;

import dev.taskwire.job.OldRows.Batch;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is old, table by table, in transactions of one batch each, with a rest after each that is twice as long as the batch
 * took. A stop is heeded between two batches; whoever gets the message then goes on.
 */
final class WeeklyCleanup implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(WeeklyCleanup.class);

    private static final Duration REST_MOST = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final OldRows rows;
    private final BooleanSupplier stopping;

    WeeklyCleanup(Vertx vertx, OldRows rows, BooleanSupplier stopping) {
        this.vertx = vertx;
        this.rows = rows;
        this.stopping = stopping;
    }

    @Override
    public Future<Outcome> run(JobRequest request) {
        Run run = new Run(request.eventId());
        return rows.targets()
                .compose(run::clean)
                .compose(cleaned -> run.vacuum())
                .compose(vacuumed -> rows.finish(run.id))
                .map(run::outcome)
                .recover(failure -> failure instanceof StoppedException
                        ? Future.succeededFuture(Outcome.postpone("this process stops", Duration.ZERO))
                        : Future.failedFuture(failure));
    }

    /** One delivery of the message. */
    private final class Run {
        private final UUID id;
        private final List<String> touched = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();

        Run(UUID id) {
            this.id = id;
        }

        Future<Void> clean(List<CleanupTarget> targets) {
            Future<Void> cleaned = Future.succeededFuture();
            for (CleanupTarget target : targets) {
                cleaned = cleaned.compose(before -> clean(target));
            }
            return cleaned;
        }

        /** What is wrong with one table keeps no other. */
        private Future<Void> clean(CleanupTarget target) {
            if (target.problem().isPresent()) {
                problems.add(target.relation() + ": " + target.problem().get());
                return Future.succeededFuture();
            }
            return batch(target, null).recover(failure -> {
                if (failure instanceof StoppedException) {
                    return Future.failedFuture(failure);
                }
                problems.add(target.relation() + ": " + failure.getMessage());
                return Future.succeededFuture();
            });
        }

        private Future<Void> batch(CleanupTarget target, @Nullable OffsetDateTime since) {
            if (stopping.getAsBoolean()) {
                return Future.failedFuture(new StoppedException());
            }
            long begun = System.nanoTime();
            return rows.delete(id, target, since).compose(batch -> after(target, batch, begun));
        }

        private Future<Void> after(CleanupTarget target, Batch batch, long begun) {
            if (batch.deleted() > 0 && !touched.contains(target.relation())) {
                touched.add(target.relation());
            }
            if (!rows.isFull(batch)) {
                return Future.succeededFuture();
            }
            long took = Math.max(1, Math.min(REST_MOST.toMillis(), 2 * (System.nanoTime() - begun) / 1_000_000));
            return vertx.timer(took, TimeUnit.MILLISECONDS).compose(rested -> batch(target, batch.latest()));
        }

        /** What is deleted is deleted: a vacuum that fails is left to autovacuum. */
        Future<Void> vacuum() {
            return rows.vacuum(touched)
                    .onFailure(failure -> LOG.atWarn()
                            .addKeyValue("reason", failure.getMessage())
                            .log("what was cleaned up could not be vacuumed"))
                    .otherwiseEmpty();
        }

        Outcome outcome(JsonObject deleted) {
            LOG.atInfo().addKeyValue("deleted", deleted.encode()).log("cleaned up");
            return problems.isEmpty()
                    ? Outcome.DONE
                    : Outcome.reject("not everything could be cleaned up: " + String.join("; ", problems));
        }
    }

    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("stopping", null, false, false);
        }
    }
}
