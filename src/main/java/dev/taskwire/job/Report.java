package dev.taskwire.job;

import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Tells the team, and everybody who subscribed, the figures of a period. Days that have no row yet are counted before. */
final class Report implements Job {
    private static final String MISSING = """
            -- job.days_without_stats
            SELECT day FROM taskwire.days_without_stats($1, $2) AS day
            """;

    private static final String SEND = """
            -- job.send_report
            SELECT taskwire.send_report($1, $2, $3) AS readers
            """;

    private final Pool pool;
    private final String type;
    private final DailyStats stats;
    private final Function<JobRequest, Period> period;

    /**
     * @param type of the notifications
     * @param period which one a message is about
     */
    Report(Pool pool, String type, DailyStats stats, Function<JobRequest, Period> period) {
        this.pool = pool;
        this.type = type;
        this.stats = stats;
        this.period = period;
    }

    /** Days from the first to the last, both included. */
    record Period(LocalDate first, LocalDate last) {}

    @Override
    public Future<Outcome> run(JobRequest request) {
        Period about = period.apply(request);
        return missing(about)
                .compose(stats::collect)
                .compose(outcome -> outcome.equals(Outcome.DONE) ? send(about) : Future.succeededFuture(outcome));
    }

    private Future<List<LocalDate>> missing(Period about) {
        return pool.preparedQuery(MISSING)
                .execute(Tuple.of(about.first(), about.last()))
                .map((RowSet<Row> rows) -> {
                    List<LocalDate> days = new ArrayList<>(rows.size());
                    rows.forEach(row -> days.add(row.getLocalDate("day")));
                    return days;
                });
    }

    private Future<Outcome> send(Period about) {
        return pool.preparedQuery(SEND)
                .execute(Tuple.of(type, about.first(), about.last()))
                .map(sent -> Outcome.DONE);
    }
}
