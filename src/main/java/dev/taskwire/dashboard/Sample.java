package dev.taskwire.dashboard;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was done in one stretch of time, in all queues together. */
final class Sample {
    private final Instant at;
    private final Duration stretch;
    private final long[] waits = new long[Waits.COUNTS];
    private long done;
    private long retried;
    private long deadLetters;
    private long woken;
    private long polled;
    private @Nullable Double oldestReady;

    Sample(Instant at, Duration stretch) {
        this.at = at;
        this.stretch = stretch;
    }

    /** Adds one queue's part. */
    void add(Row row) {
        done += row.getLong("done");
        retried += row.getLong("retried");
        deadLetters += row.getLong("dead_letters");
        woken += row.getLong("woken");
        polled += row.getLong("polled");
        Long[] counts = row.getArrayOfLongs("waits");
        for (int place = 0; place < Math.min(counts.length, waits.length); place++) {
            waits[place] += counts[place];
        }
        Double age = row.getDouble("oldest_ready");
        if (age != null) {
            oldestReady = oldestReady == null ? age : Math.max(oldestReady, age);
        }
    }

    JsonObject json() {
        return new JsonObject()
                .put("at", at.toString())
                .put("seconds", stretch.toSeconds())
                .put("done", done)
                .put("retried", retried)
                .put("dead_letters", deadLetters)
                .put("woken", woken)
                .put("polled", polled)
                .put("p50_ms", Waits.percentile(waits, 0.5).orElse(null))
                .put("p95_ms", Waits.percentile(waits, 0.95).orElse(null))
                .put("p99_ms", Waits.percentile(waits, 0.99).orElse(null))
                .put("oldest_ready_seconds", oldestReady);
    }
}
