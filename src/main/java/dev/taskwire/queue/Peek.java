package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at messages without taking them, and changes none. May be used from any context. */
public final class Peek {
    /** The longest page. */
    public static final int LIMIT_MOST = 100;

    /** Of a message in a list, so many characters. */
    private static final int LISTED_LONGEST = 4 * 1024;

    /** Of one message alone. */
    private static final int WHOLE_LONGEST = 1024 * 1024;

    private static final String PAGE = """
            -- peek.page
            SELECT * FROM taskwire.peek($1, $2, $3::bigint, $4::integer, $5::integer)
            """;

    private static final String ONE = """
            -- peek.one
            SELECT * FROM taskwire.peek($1, $2, 0, 1, $4::integer, $3::bigint)
            """;

    private static final String ERRORS = """
            -- peek.errors
            SELECT known.errors::jsonb AS errors
            FROM taskwire.troubled_message AS known
            WHERE known.queue = $1 AND known.message_id = $2::bigint AND known.enqueued_at = $3::timestamptz
            """;

    private static final String PROGRESS = """
            -- peek.progress
            SELECT known.fraction, known.note, known.reported_at
            FROM taskwire.message_progress AS known
            WHERE known.queue = $1 AND known.message_id = $2::bigint AND known.deliveries = $3::integer
            """;

    private final Pool pool;

    public Peek(Pool pool) {
        this.pool = pool;
    }

    /**
     * Which messages are meant.
     *
     * @param after the last id of the page before; 0 for the first page
     * @param limit 1 to {@link #LIMIT_MOST}
     */
    public record Page(String queue, MessagePlace place, long after, int limit) {
        public Page {
            if (limit < 1 || limit > LIMIT_MOST) {
                throw new IllegalArgumentException("limit: expected 1 to " + LIMIT_MOST + ", got " + limit);
            }
        }
    }

    /** By id. Fails with an {@link UnknownQueueException} where the queue is not there. */
    public Future<List<PeekedMessage>> page(Page page) {
        Tuple binds = Tuple.of(page.queue(), page.place().sqlName())
                .addLong(page.after())
                .addInteger(page.limit())
                .addInteger(LISTED_LONGEST);
        return select(page.queue(), PAGE, binds);
    }

    /** The one of this id, wherever it is; empty where there is none. */
    public Future<Optional<PeekedMessage>> find(String queue, long id) {
        Future<Optional<PeekedMessage>> found = Future.succeededFuture(Optional.empty());
        for (MessagePlace place : MessagePlace.values()) {
            found = found.compose(
                    before -> before.isPresent() ? Future.succeededFuture(before) : find(queue, place, id));
        }
        return found;
    }

    /** Why each attempt failed so far, the oldest first: objects with at, attempt and reason. None of a message that is settled. */
    public Future<JsonArray> errors(PeekedMessage message) {
        Tuple binds = Tuple.of(message.queue(), message.id())
                .addOffsetDateTime(message.enqueuedAt().atOffset(ZoneOffset.UTC));
        return BriefLook.at(pool, ERRORS, binds).map(rows -> {
            JsonArray errors = new JsonArray();
            rows.forEach(row -> errors.addAll(row.getJsonArray("errors")));
            return errors;
        });
    }

    /** How far its handler says that it is: fraction, note and at; empty where none has said so, or nobody has it in hand. */
    public Future<Optional<JsonObject>> progress(PeekedMessage message) {
        Tuple binds = Tuple.of(message.queue(), message.id(), message.deliveries());
        return BriefLook.at(pool, PROGRESS, binds).map(rows -> {
            Optional<JsonObject> progress = Optional.empty();
            for (Row row : rows) {
                progress = Optional.of(new JsonObject()
                        .put("fraction", row.getDouble("fraction"))
                        .put("note", row.getString("note"))
                        .put("at", Failure.instant(row, "reported_at")));
            }
            return progress;
        });
    }

    private Future<Optional<PeekedMessage>> find(String queue, MessagePlace place, long id) {
        return select(queue, ONE, Tuple.of(queue, place.sqlName(), id, WHOLE_LONGEST))
                .map(messages -> messages.stream().findFirst());
    }

    private Future<List<PeekedMessage>> select(String queue, String statement, Tuple binds) {
        return BriefLook.at(pool, statement, binds).map(rows -> {
            List<PeekedMessage> messages = new ArrayList<>(rows.size());
            rows.forEach(row -> messages.add(PeekedMessage.from(queue, row)));
            return messages;
        });
    }
}
