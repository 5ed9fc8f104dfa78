package dev.taskwire.queue;

import io.vertx.sqlclient.Row;
import java.util.List;

/** What a request to send failures back would do. */
public record RedrivePlan(List<Part> parts) {
    /** How many would be sent. */
    public long ready() {
        return parts.stream().filter(Part::queueExists).mapToLong(Part::ready).sum();
    }

    /** How many stay because they were sent back before. */
    public long redrivenBefore() {
        return parts.stream().mapToLong(Part::redrivenBefore).sum();
    }

    /** The parts that cannot go, because their queue is not there any more. */
    public List<Part> gone() {
        return parts.stream()
                .filter(part -> !part.queueExists() && part.ready() > 0)
                .toList();
    }

    /** The failures of one queue. */
    public record Part(String queue, boolean queueExists, long ready, long redrivenBefore) {
        static Part from(Row row) {
            return new Part(
                    row.getString("queue"),
                    row.getBoolean("queue_exists"),
                    row.getLong("ready"),
                    row.getLong("redriven_before"));
        }
    }
}
