package dev.taskwire.notification;

import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.postgres.Bisection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The tables of what is gathered for a reader until its window ends. May be used from any context. */
final class Digests {
    /** Ordered, so that two batches for the same readers cannot wait for each other. */
    private static final String ADD = """
            -- notification.digest_add
            SELECT taskwire.add_to_digest($1, event_id, type, recipient, variables, milliseconds * interval '1 millisecond')
            FROM unnest($2::uuid[], $3::text[], $4::jsonb[], $5::jsonb[], $6::bigint[])
              AS gathered (event_id, type, recipient, variables, milliseconds)
            ORDER BY type, recipient ->> 'id', event_id
            """;

    private static final String CLOSE = """
            -- notification.digest_close
            UPDATE taskwire.digest SET closed_at = coalesce(closed_at, clock_timestamp()) WHERE id = ANY ($1::uuid[])
            """;

    /** A statement of its own: it sees whatever was added until the digest was closed. */
    private static final String ENTRIES = """
            -- notification.digest_entries
            SELECT digest_id, recipient, variables FROM taskwire.digest_entry
            WHERE digest_id = ANY ($1::uuid[]) ORDER BY added_at, event_id
            """;

    private final Pool pool;
    private final String queue;

    /** @param queue where the message goes that ends a window */
    Digests(Pool pool, String queue) {
        this.pool = pool;
        this.queue = queue;
    }

    /** Something that was gathered. */
    record Entry(Profile recipient, Map<String, Object> variables) {
        static Entry from(Row row) {
            return new Entry(
                    Profile.from(row.getJsonObject("recipient")),
                    row.getJsonObject("variables").getMap());
        }
    }

    /** Adds each to its reader's digest, once; answers which are refused and why. */
    Future<Map<Ready, Throwable>> add(List<Ready> ready) {
        return Bisection.run(
                ready, some -> pool.preparedQuery(ADD).execute(columns(some)).mapEmpty());
    }

    /** Ends the windows of digests and answers what was gathered in each, the oldest first. */
    Future<Map<UUID, List<Entry>>> close(List<UUID> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        Tuple digests = Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new));
        return pool.preparedQuery(CLOSE)
                .execute(digests)
                .compose(closed -> pool.preparedQuery(ENTRIES).execute(digests))
                .map(rows -> {
                    Map<UUID, List<Entry>> entries = new HashMap<>();
                    rows.forEach(row -> entries.computeIfAbsent(row.getUUID("digest_id"), id -> new ArrayList<>())
                            .add(Entry.from(row)));
                    return entries;
                });
    }

    private Tuple columns(List<Ready> ready) {
        return Tuple.of(queue)
                .addArrayOfUUID(ready.stream().map(Ready::eventId).toArray(UUID[]::new))
                .addArrayOfString(ready.stream().map(Ready::type).toArray(String[]::new))
                .addArrayOfJsonObject(
                        ready.stream().map(one -> one.recipient().toJson()).toArray(JsonObject[]::new))
                .addArrayOfJsonObject(ready.stream()
                        .map(one -> new JsonObject(one.notice().found().variables()))
                        .toArray(JsonObject[]::new))
                .addArrayOfLong(ready.stream()
                        .map(one ->
                                one.notice().type().config().sending().digest().toMillis())
                        .toArray(Long[]::new));
    }
}
