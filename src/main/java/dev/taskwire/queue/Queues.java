package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All queues of the database, also those that nobody works on, as people look at them and act on them. May be used from
 * any context.
 */
public final class Queues {
    /** Up to so many of a kind are counted; beyond, they are estimated. */
    private static final int COUNTED_MOST = 2_000;

    /** Of more queues than these, one that cannot be looked into soon shall not spoil the others. */
    private static final int TOGETHER_MOST = 50;

    private static final String QUERY_CANCELED = "57014";

    private static final String NAMES = """
            -- queues.names
            SELECT meta.queue_name AS name
            FROM pgmq.meta
            WHERE to_regclass(format('pgmq.%I', 'q_' || lower(meta.queue_name))) IS NOT NULL
              AND to_regclass(format('pgmq.%I', 'a_' || lower(meta.queue_name))) IS NOT NULL
            ORDER BY meta.queue_name
            """;

    private static final String FIGURES = """
            -- queues.figures
            SELECT figures.*,
                   (extract(epoch FROM clock_timestamp() - figures.oldest_ready_at) * 1000)::bigint AS oldest_ready_milliseconds
            FROM taskwire.queue_figures($1, $2::integer) AS figures
            """;

    private static final String FIGURES_OF_MANY = """
            -- queues.figures_of_many
            SELECT named.queue, figures.*,
                   (extract(epoch FROM clock_timestamp() - figures.oldest_ready_at) * 1000)::bigint AS oldest_ready_milliseconds
            FROM unnest($1::text[]) WITH ORDINALITY AS named (queue, line)
            CROSS JOIN LATERAL taskwire.queue_figures(named.queue, $2::integer) AS figures
            ORDER BY named.line
            """;

    private static final String PAUSE = """
            -- queues.pause
            SELECT taskwire.pause($1) AS is_news
            """;

    private static final String RESUME = """
            -- queues.resume
            SELECT taskwire.resume($1) AS is_news
            """;

    private static final String PAUSED = """
            -- queues.paused
            SELECT queue FROM taskwire.paused_queue
            """;

    private final Pool pool;

    public Queues(Pool pool) {
        this.pool = pool;
    }

    /** All of them by name. What it costs grows with the number of queues, and not with what is in them. */
    public Future<List<QueueStanding>> list() {
        return names().compose(names -> names.size() > TOGETHER_MOST
                ? oneByOne(names)
                : together(names)
                        .recover(failure -> tookTooLong(failure) ? oneByOne(names) : Future.failedFuture(failure)));
    }

    private Future<List<QueueStanding>> together(List<String> names) {
        return BriefLook.at(pool, FIGURES_OF_MANY, Tuple.of(names.toArray(String[]::new), COUNTED_MOST))
                .map(rows -> {
                    List<QueueStanding> standings = new ArrayList<>(names.size());
                    rows.forEach(row -> standings.add(QueueStanding.from(row.getString("queue"), row)));
                    return standings;
                });
    }

    private Future<List<QueueStanding>> oneByOne(List<String> names) {
        Future<List<QueueStanding>> standings = Future.succeededFuture(new ArrayList<>(names.size()));
        for (String name : names) {
            standings = standings.compose(before -> standing(name).map(one -> {
                before.add(one);
                return before;
            }));
        }
        return standings;
    }

    /** One of them; fails with an {@link UnknownQueueException} where it is not there. */
    public Future<QueueStanding> standing(String queue) {
        return figures(queue, COUNTED_MOST)
                .recover(failure -> tookTooLong(failure) ? figures(queue, null) : Future.failedFuture(failure));
    }

    /** The names of all queues. */
    public Future<List<String>> names() {
        return BriefLook.at(pool, NAMES, Tuple.tuple()).map(rows -> {
            List<String> names = new ArrayList<>(rows.size());
            rows.forEach(row -> names.add(row.getString("name")));
            return names;
        });
    }

    /**
     * Lets nothing be taken of a queue from now on, by any process; what is in hand is finished, and what is sent waits.
     * Answers whether that is new; fails with an {@link UnknownQueueException} where it is not there.
     */
    public Future<Boolean> pause(String queue) {
        return isNews(PAUSE, queue);
    }

    /** Lets a queue be worked on again; answers and fails as {@link #pause}. */
    public Future<Boolean> resume(String queue) {
        return isNews(RESUME, queue);
    }

    /** The names of those that are paused. */
    public Future<Set<String>> paused() {
        return pool.preparedQuery(PAUSED).execute().map(rows -> {
            Set<String> paused = new HashSet<>();
            rows.forEach(row -> paused.add(row.getString("queue")));
            return paused;
        });
    }

    private Future<QueueStanding> figures(String queue, @Nullable Integer countedMost) {
        return BriefLook.at(pool, FIGURES, Tuple.of(queue, countedMost))
                .map(rows -> QueueStanding.from(queue, rows.iterator().next()));
    }

    private static boolean tookTooLong(Throwable failure) {
        return failure instanceof PgException error && QUERY_CANCELED.equals(error.getSqlState());
    }

    private Future<Boolean> isNews(String statement, String queue) {
        return pool.preparedQuery(statement)
                .execute(Tuple.of(queue))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return row.getBoolean("is_news");
                })
                .recover(UnknownQueueException::recognize);
    }
}
