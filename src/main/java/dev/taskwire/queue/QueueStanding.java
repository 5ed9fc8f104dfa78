package dev.taskwire.queue;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a queue stands.
 *
 * @param depth all that waits or is in hand, parked and unknown messages too
 * @param ready may be taken
 * @param inHand a worker has it, or had it when its process ended and the lease goes on
 * @param delayed due within a minute or so, what waits to be retried among them
 * @param parked due later
 * @param unknown of a type or a version that no worker knew so far
 * @param retrying of all these, those of which an attempt has failed
 * @param oldestReady how long ago the oldest one that is ready was sent; null where none is
 * @param deadLetters those that were not sent back
 * @param archived the rows of its archive
 * @param pausedAt since when nothing is taken of it; null where it is not paused
 * @param isEstimated whether one of the numbers is too large to be counted, and is about what it says
 */
public record QueueStanding(
        String queue,
        long depth,
        long ready,
        long inHand,
        long delayed,
        long parked,
        long unknown,
        long retrying,
        @Nullable Duration oldestReady,
        long deadLetters,
        long archived,
        @Nullable Instant pausedAt,
        boolean isEstimated) {

    static QueueStanding from(String queue, Row row) {
        Long oldest = row.getLong("oldest_ready_milliseconds");
        long ready = row.getLong("ready");
        long inHand = row.getLong("in_hand");
        long delayed = row.getLong("delayed");
        long parked = row.getLong("parked");
        long unknown = row.getLong("unknown");
        return new QueueStanding(
                queue,
                ready + inHand + delayed + parked + unknown,
                ready,
                inHand,
                delayed,
                parked,
                unknown,
                row.getLong("retrying"),
                oldest == null ? null : Duration.ofMillis(oldest),
                row.getLong("dead_letters"),
                row.getLong("archived"),
                Failure.instant(row, "paused_at"),
                row.getBoolean("estimated"));
    }

    public boolean isPaused() {
        return pausedAt != null;
    }

    /** For programs. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("queue", queue)
                .put("depth", depth)
                .put("ready", ready)
                .put("in_hand", inHand)
                .put("delayed", delayed)
                .put("parked", parked)
                .put("unknown", unknown)
                .put("retrying", retrying)
                .put("oldest_ready_seconds", oldestReady == null ? null : oldestReady.toMillis() / 1000.0)
                .put("dead_letters", deadLetters)
                .put("archived", archived)
                .put("paused", isPaused())
                .put("paused_at", pausedAt)
                .put("estimated", isEstimated);
    }
}
