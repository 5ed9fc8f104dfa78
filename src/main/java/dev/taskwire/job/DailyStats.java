package dev.taskwire.job;

import dev.taskwire.config.DailyStatsConfig;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Counts a day, yesterday if the message names none, into its row. */
final class DailyStats implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(DailyStats.class);

    private static final Duration BEHIND = Duration.ofSeconds(30);

    private static final String COLLECT = """
            -- job.daily_stats
            SELECT taskwire.collect_daily_stats($1, $2, $3) AS problems
            """;

    private final Pool pool;
    private final ZoneId zone;
    private final JsonObject queries;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    DailyStats(Pool pool, DailyStatsConfig config) {
        this.pool = pool;
        this.zone = ZoneId.of(config.times().zone());
        this.queries = new JsonObject()
                .put("total_tasks", config.totalTasks())
                .put("created_tasks", config.createdTasks())
                .put("completed_tasks", config.completedTasks())
                .put("new_users", config.newUsers());
    }

    @Override
    public Future<Outcome> run(JobRequest request) {
        return collect(List.of(request.date(zone).orElse(request.today(zone).minusDays(1))));
    }

    /** Counts these days, one after the other; what keeps one keeps those after it. */
    Future<Outcome> collect(List<LocalDate> days) {
        if (days.isEmpty()) {
            return Future.succeededFuture(Outcome.DONE);
        }
        return collect(days.get(0))
                .compose(outcome -> outcome.equals(Outcome.DONE)
                        ? collect(days.subList(1, days.size()))
                        : Future.succeededFuture(outcome));
    }

    private Future<Outcome> collect(LocalDate day) {
        return pool.preparedQuery(COLLECT)
                .execute(Tuple.of(day, zone.getId(), queries))
                .map(rows -> Optional.ofNullable(rows.iterator().next().getJsonObject("problems")))
                .map(problems -> problems.map(some -> written(day, some))
                        .orElseGet(() -> Outcome.postpone(
                                "changes from before the end of " + day
                                        + " are still on their way into the activity log",
                                BEHIND)));
    }

    /** What is wrong with a figure is wrong each day, and is told once. */
    private Outcome written(LocalDate day, JsonObject problems) {
        problems.forEach(problem -> LOG.atLevel(told.add(problem.toString()) ? Level.WARN : Level.DEBUG)
                .addKeyValue("date", day)
                .addKeyValue("figure", problem.getKey())
                .addKeyValue("reason", problem.getValue())
                .log("a figure of the day could not be counted, and is NULL: set its query under jobs.daily_stats"));
        return Outcome.DONE;
    }
}
