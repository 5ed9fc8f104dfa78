package dev.taskwire.notification;

import dev.taskwire.config.NotificationTypeConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** The table of keys by which messages say that they are the same. May be used from any context. */
final class Repetitions {
    private static final String CLAIM = """
            -- notification.dedup
            WITH wanted AS (
              SELECT wanted.type, wanted.dedup_key,
                (array_agg(wanted.event_id ORDER BY (wanted.event_id = known.event_id) IS TRUE DESC, line))[1] AS event_id,
                count(DISTINCT wanted.event_id) AS events, max(milliseconds) AS milliseconds
              FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[])
                WITH ORDINALITY AS wanted (type, dedup_key, event_id, milliseconds, line)
              LEFT JOIN taskwire.notification_dedup AS known USING (type, dedup_key)
              GROUP BY wanted.type, wanted.dedup_key
              ORDER BY wanted.type, wanted.dedup_key
            )
            INSERT INTO taskwire.notification_dedup AS known (type, dedup_key, event_id, until, repeats)
            SELECT type, dedup_key, event_id, clock_timestamp() + milliseconds * interval '1 millisecond', events - 1
            FROM wanted
            ON CONFLICT (type, dedup_key) DO UPDATE SET
              event_id = CASE WHEN known.until <= clock_timestamp() THEN excluded.event_id ELSE known.event_id END,
              repeats = excluded.repeats + CASE
                WHEN known.until <= clock_timestamp() THEN 0
                ELSE known.repeats + (known.event_id <> excluded.event_id)::integer
              END,
              until = CASE WHEN known.until <= clock_timestamp() THEN excluded.until ELSE known.until END
            RETURNING type, dedup_key, event_id
            """;

    private final Pool pool;

    Repetitions(Pool pool) {
        this.pool = pool;
    }

    /** A message that says what it is the same as. */
    record Keyed(String type, String dedupKey, UUID eventId, Duration window) {
        static Keyed of(Received received, NotificationTypeConfig config) {
            return new Keyed(
                    received.type(),
                    received.dedupKey().orElseThrow(),
                    received.eventId(),
                    received.dedupWindow().orElse(config.dedupWindow()));
        }
    }

    /** Answers which of these repeat another event that came before, within its window; the same event never does. */
    Future<Set<Keyed>> among(List<Keyed> keyed) {
        if (keyed.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        Tuple columns = Tuple.tuple()
                .addArrayOfString(keyed.stream().map(Keyed::type).toArray(String[]::new))
                .addArrayOfString(keyed.stream().map(Keyed::dedupKey).toArray(String[]::new))
                .addArrayOfUUID(keyed.stream().map(Keyed::eventId).toArray(UUID[]::new))
                .addArrayOfLong(
                        keyed.stream().map(one -> one.window().toMillis()).toArray(Long[]::new));
        return pool.preparedQuery(CLAIM).execute(columns).map(rows -> {
            Map<List<String>, UUID> first = new HashMap<>();
            rows.forEach(row ->
                    first.put(List.of(row.getString("type"), row.getString("dedup_key")), row.getUUID("event_id")));
            Set<Keyed> repeated = new HashSet<>(keyed);
            repeated.removeIf(one -> Objects.equals(first.get(List.of(one.type(), one.dedupKey())), one.eventId()));
            return repeated;
        });
    }
}
