package dev.taskwire.embedded;

import dev.taskwire.config.TaskwireConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What the pipeline has written, and what still waits, as the tables have it. */
final class RunLog {
    static final int PAGE_ROWS = 1000;

    private static final String LOGGED = """
            -- demo.logged
            SELECT %2$s
            FROM "%1$s".activity_logs
            WHERE seq > $1::bigint AND seq <= $2::bigint AND id <> ALL ($3::uuid[])
            ORDER BY seq, id
            LIMIT $4::integer
            """;

    private static final String COMPLETE = """
            -- demo.complete
            SELECT coalesce(max(seq), $1::bigint) AS seq
            FROM "%1$s".activity_logs
            WHERE seq > $1::bigint AND created_at < clock_timestamp() - make_interval(secs => $2)
            """;

    private static final String LATENCY = """
            -- demo.latency
            SELECT (1000000 * extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY created_at - occurred_at)))::bigint AS half,
                   (1000000 * extract(epoch FROM percentile_disc(0.99) WITHIN GROUP (ORDER BY created_at - occurred_at)))::bigint AS most
            FROM "%1$s".activity_logs
            WHERE seq > $1::bigint
            """;

    private static final String IN_APP = """
            -- demo.in_app
            SELECT count(*) AS in_app FROM "%1$s".notifications
            """;

    private static final String WAITING = """
            -- demo.waiting
            SELECT (SELECT count(*) FROM pgmq.q_%1$s) + (SELECT count(*) FROM pgmq.q_%2$s) AS waiting
            """;

    private final Pool pool;
    private final String logged;
    private final String complete;
    private final String latency;
    private final String inApp;
    private final String waiting;

    RunLog(Pool pool, TaskwireConfig config) {
        String schema = config.database().tablesSchema();
        this.pool = pool;
        this.logged = LOGGED.formatted(schema, LoggedChange.COLUMNS);
        this.complete = COMPLETE.formatted(schema);
        this.latency = LATENCY.formatted(schema);
        this.inApp = IN_APP.formatted(schema);
        this.waiting = WAITING.formatted(
                config.queues().activityLog().name(),
                config.queues().notifications().name());
    }

    /** The oldest rows after a place in the log, a page of them, without those that are known. */
    Future<List<LoggedChange>> after(long seq, Collection<UUID> known) {
        return page(new Part(seq, Long.MAX_VALUE, List.copyOf(known)));
    }

    /** Up to where nothing is still to come, after a place: numbers are drawn before the commit, but not so long before. */
    Future<Long> completeTo(long seq, Duration longest) {
        return pool.preparedQuery(complete)
                .execute(Tuple.of(seq, longest.toMillis() / 1000.0))
                .map(rows -> rows.iterator().next().getLong("seq"));
    }

    /** Shows every row of a part of the log, in order. */
    Future<Void> forEach(Part part, Consumer<LoggedChange> reader) {
        return page(part).compose(page -> {
            page.forEach(reader);
            return page.size() < PAGE_ROWS ? Future.succeededFuture() : forEach(part.behind(page), reader);
        });
    }

    private Future<List<LoggedChange>> page(Part part) {
        return pool.preparedQuery(logged)
                .execute(Tuple.of(part.after(), part.to(), part.known().toArray(UUID[]::new), PAGE_ROWS))
                .map(RunLog::changes);
    }

    /**
     * A part of the log.
     *
     * @param after the number before the first
     * @param to the last number
     * @param known rows in it that were read already
     */
    record Part(long after, long to, List<UUID> known) {
        static Part of(long after, long to) {
            return new Part(after, to, List.of());
        }

        static Part after(long seq) {
            return of(seq, Long.MAX_VALUE);
        }

        /** From the last number of a page on, since a row that is there twice has its number twice. */
        Part behind(List<LoggedChange> page) {
            long last = page.get(page.size() - 1).seq();
            List<UUID> shown = page.stream()
                    .filter(row -> row.seq() == last)
                    .map(LoggedChange::id)
                    .toList();
            return new Part(last - 1, to, shown);
        }
    }

    /** From the change of the row to the row in the log, as the database saw it. */
    Future<Percentiles> latencies(long seq) {
        return pool.preparedQuery(latency).execute(Tuple.of(seq)).map(rows -> {
            Row row = rows.iterator().next();
            return new Percentiles(duration(row, "half"), duration(row, "most"));
        });
    }

    Future<Long> inAppRows() {
        return pool.query(inApp).execute().map(rows -> rows.iterator().next().getLong("in_app"));
    }

    /** Messages that are not done yet. */
    Future<Long> waiting() {
        return pool.query(waiting).execute().map(rows -> rows.iterator().next().getLong("waiting"));
    }

    private static List<LoggedChange> changes(RowSet<Row> rows) {
        List<LoggedChange> changes = new ArrayList<>(rows.size());
        rows.forEach(row -> changes.add(LoggedChange.from(row)));
        return changes;
    }

    private static Optional<Duration> duration(Row row, String column) {
        return Optional.ofNullable(row.getLong(column)).map(micros -> Duration.of(micros, ChronoUnit.MICROS));
    }
}
