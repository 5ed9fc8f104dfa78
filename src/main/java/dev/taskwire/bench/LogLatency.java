package dev.taskwire.bench;

import io.vertx.sqlclient.Row;

/**
 * How long changes took from the UPDATE to their row in the log. Both ends are the server's clock, read by the statements
 * themselves: the UPDATE puts {@code clock_timestamp()} into its row, and the log's row has it by default. So nothing has
 * to watch the log meanwhile, and neither end contains its own commit.
 */
final class LogLatency {
    private static final String PERCENTILES = """
            -- bench.latency
            SELECT (percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY
                     extract(epoch FROM created_at - (metadata -> 'new' ->> 'sent_at')::timestamptz) * 1000)
                   )::double precision[] AS millis
            FROM %s
            """;

    private LogLatency() {}

    /** Of all that is in the log. */
    static Percentiles of(Ground ground) throws Exception {
        Row row = ground.client().rows(PERCENTILES.formatted(ground.log())).get(0);
        Double[] millis = row.getArrayOfDoubles("millis");
        return new Percentiles(millis[0], millis[1], millis[2]);
    }
}
