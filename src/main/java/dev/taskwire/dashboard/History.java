package dev.taskwire.dashboard;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** What all processes did, in stretches of time. May be used from any context. */
public final class History {
    private static final String READ = """
            -- dashboard.history
            SELECT history.at, history.done, history.retried, history.dead_letters, history.woken, history.polled,
                   history.waits, extract(epoch FROM history.oldest_ready)::double precision AS oldest_ready
            FROM taskwire.history
            WHERE history.seconds = $1::integer
              AND history.at > clock_timestamp() - $2::bigint * interval '1 second'
            ORDER BY history.at
            """;

    private final Pool pool;

    public History(Pool pool) {
        this.pool = pool;
    }

    /** The stretches of a range that have ended, in their order, as JSON; one in which nothing happened is there too. */
    public Future<JsonArray> of(HistoryRange range) {
        return pool.preparedQuery(READ)
                .execute(Tuple.of(range.stretch().toSeconds(), range.reach().toSeconds()))
                .map(rows -> samples(range, Instant.now(), rows));
    }

    private static JsonArray samples(HistoryRange range, Instant now, RowSet<Row> rows) {
        TreeMap<Instant, Sample> samples = new TreeMap<>();
        for (Row row : rows) {
            samples.computeIfAbsent(row.getOffsetDateTime("at").toInstant(), at -> new Sample(at, range.stretch()))
                    .add(row);
        }
        JsonArray all = new JsonArray();
        long step = range.stretch().toSeconds();
        long last = now.getEpochSecond() / step - 1;
        LongStream.rangeClosed(last - range.reach().toSeconds() / step + 1, last)
                .mapToObj(stretch -> Instant.ofEpochSecond(stretch * step))
                .map(at -> samples.getOrDefault(at, new Sample(at, range.stretch())))
                .forEach(sample -> all.add(sample.json()));
        return all;
    }
}
