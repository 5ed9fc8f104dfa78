package dev.taskwire.schedule;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works out ahead when cron expressions fire, so that pg_cron can fire schedules while no process runs. Does nothing where
 * pg_cron is not used. Several processes may do so at once: they come to the same. Bound to one context.
 */
public final class FirePlanner {
    private static final Logger LOG = LoggerFactory.getLogger(FirePlanner.class);

    private static final String WANTED = """
            -- schedule.plans_wanted
            SELECT clock.now, wanted.cron, wanted.zone, wanted.since
            FROM (SELECT clock_timestamp() AS now OFFSET 0) AS clock, taskwire.plans_wanted(clock.now) AS wanted
            ORDER BY wanted.cron, wanted.zone
            """;

    private static final String PUT = """
            -- schedule.put_fire_plan
            SELECT taskwire.put_fire_plan($1, $2, $3, $4, $5::jsonb)
            """;

    /** What one version works out, and by the zones that it knows, another may work out otherwise. */
    private static final String RECONSIDER = """
            -- schedule.reconsider_plans
            UPDATE taskwire.fire_plan SET planned_at = 'epoch'
            """;

    private final Vertx vertx;
    private final Pool pool;

    private Future<Void> work = Future.succeededFuture();
    private boolean stopped;

    public FirePlanner(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
    }

    private record Wanted(Timing.Text times, Instant since, Instant now) {
        static Wanted from(Row row) {
            return new Wanted(
                    new Timing.Text(Optional.of(row.getString("cron")), Optional.empty(), row.getString("zone")),
                    row.getOffsetDateTime("since").toInstant(),
                    row.getOffsetDateTime("now").toInstant());
        }

        String cron() {
            return times.cron().orElseThrow();
        }
    }

    /** Lets all be worked out anew. */
    Future<Void> reconsider() {
        return pool.query(RECONSIDER).execute().mapEmpty();
    }

    /** Works out all anew; answers of how many expressions. */
    public Future<Integer> planAnew() {
        return reconsider().compose(reconsidered -> plan());
    }

    /** Works out what is wanted, beside whatever else is done, unless that is under way. */
    void begin() {
        if (!stopped && work.isComplete()) {
            work = plan().onFailure(failure -> LOG.atWarn()
                            .addKeyValue("reason", failure.getMessage())
                            .log("fire times could not be worked out ahead for pg_cron"))
                    .mapEmpty();
        }
    }

    /** Completes when nothing is under way any more. */
    Future<Void> stop() {
        stopped = true;
        return work.otherwiseEmpty();
    }

    private Future<Integer> plan() {
        return pool.query(WANTED).execute().compose((RowSet<Row> rows) -> {
            List<Wanted> wanted = new ArrayList<>(rows.size());
            rows.forEach(row -> wanted.add(Wanted.from(row)));
            return planEach(wanted.iterator()).map(wanted.size());
        });
    }

    /** One after the other: it is work for a processor. */
    private Future<Void> planEach(Iterator<Wanted> rest) {
        if (stopped || !rest.hasNext()) {
            return Future.succeededFuture();
        }
        Wanted wanted = rest.next();
        return vertx.executeBlocking(() -> plan(wanted), false)
                .compose(plan -> plan.map(found -> put(wanted, found)).orElseGet(Future::succeededFuture))
                .compose(done -> planEach(rest));
    }

    /** One that cannot be understood has none; its schedule says so. */
    private static Optional<FirePlan> plan(Wanted wanted) {
        try {
            return FirePlan.of(Timing.of(wanted.times()), wanted.since(), wanted.now());
        } catch (RuntimeException wrong) {
            LOG.atDebug()
                    .addKeyValue("cron", wanted.cron())
                    .addKeyValue("reason", wrong.getMessage())
                    .log("not worked out ahead");
            return Optional.empty();
        }
    }

    private Future<Void> put(Wanted wanted, FirePlan plan) {
        Tuple binds = Tuple.of(
                wanted.cron(),
                wanted.times().zone(),
                plan.from().atOffset(ZoneOffset.UTC),
                plan.until().atOffset(ZoneOffset.UTC),
                plan.runsToJson());
        return pool.preparedQuery(PUT).execute(binds).mapEmpty();
    }
}
