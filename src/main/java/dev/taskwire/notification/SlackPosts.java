package dev.taskwire.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** The table of what Slack was told, and whether it takes anything now. May be used from any context. */
final class SlackPosts {
    private static final String LOOK = """
            -- notification.slack_look
            WITH gate AS MATERIALIZED (
              SELECT taskwire.enter_destination($2, $3 * interval '1 millisecond') AS way
            )
            SELECT gate.way, closed.reason, taskwire.destination_closed_for(closed.name)::bigint AS closed_ms,
              ARRAY(SELECT post.event_id FROM taskwire.slack_post AS post WHERE post.event_id = ANY ($1::uuid[])) AS posted
            FROM gate LEFT JOIN taskwire.destination AS closed ON closed.name = $2
            """;

    private static final String POSTED = """
            -- notification.slack_posted
            INSERT INTO taskwire.slack_post (event_id, type) VALUES ($1, $2) ON CONFLICT DO NOTHING
            """;

    private final Pool pool;
    private final String destination;

    /** @param destination the name under which Slack is closed and opened */
    SlackPosts(Pool pool, String destination) {
        this.pool = pool;
        this.destination = destination;
    }

    /**
     * How it stands with some events.
     *
     * @param posted those that Slack was told
     * @param way open, closed, or probe where one message may try it
     * @param reason why it is closed
     * @param left for how long it may still be closed
     */
    record Standing(Set<UUID> posted, String way, String reason, Duration left) {
        boolean isOpen() {
            return way.equals("open");
        }

        boolean isProbe() {
            return way.equals("probe");
        }
    }

    /** @param within how long a message that tries it may take */
    Future<Standing> look(List<UUID> events, Duration within) {
        Tuple binds = Tuple.tuple()
                .addArrayOfUUID(events.toArray(UUID[]::new))
                .addString(destination)
                .addDouble((double) within.toMillis());
        return pool.preparedQuery(LOOK)
                .execute(binds)
                .map(rows -> standing(rows.iterator().next()));
    }

    /** Remembers that Slack was told. */
    Future<Void> posted(UUID event, String type) {
        return pool.preparedQuery(POSTED).execute(Tuple.of(event, type)).mapEmpty();
    }

    private static Standing standing(Row row) {
        Long left = row.getLong("closed_ms");
        return new Standing(
                new HashSet<>(List.of(row.getArrayOfUUIDs("posted"))),
                row.getString("way"),
                Objects.toString(row.getString("reason"), ""),
                Duration.ofMillis(left == null ? 0 : left));
    }
}
