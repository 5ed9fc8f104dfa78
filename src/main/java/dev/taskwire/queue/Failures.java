package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The dead letters of all queues, for reading. May be used from any context. */
public final class Failures {
    private static final String LIST = """
            -- failures.list
            SELECT %2$s
            FROM %1$s AS failure
            WHERE %3$s
                AND ($6::uuid IS NULL OR (failure.failed_at, failure.id)
                    < (SELECT last.failed_at, last.id FROM %1$s AS last WHERE last.id = $6::uuid))
            ORDER BY failure.failed_at DESC, failure.id DESC
            LIMIT $7::integer
            """;

    private static final String FIND = """
            -- failures.find
            SELECT %2$s, failure.message::text AS message, failure.headers::text AS headers,
                   failure.errors::jsonb AS errors
            FROM %1$s AS failure
            WHERE failure.id = $1::uuid
            """;

    private static final String GROUP = """
            -- failures.group
            SELECT chosen.queue, chosen.cause, count(*) AS count,
                   count(*) FILTER (WHERE chosen.redriven_at IS NULL) AS waiting,
                   min(chosen.failed_at) AS first_at, max(chosen.failed_at) AS last_at,
                   (array_agg(chosen.id ORDER BY chosen.failed_at DESC, chosen.id DESC))[1] AS example,
                   (sum(count(*)) OVER ())::bigint AS looked_at
            FROM (
                SELECT %2$s FROM %1$s AS failure WHERE %3$s
                ORDER BY failure.failed_at DESC, failure.id DESC LIMIT $7::integer
            ) AS chosen
            GROUP BY chosen.queue, chosen.cause
            ORDER BY count(*) DESC, max(chosen.failed_at) DESC
            LIMIT $6::integer
            """;

    private static final String UNKNOWN = """
            -- failures.unknown
            SELECT asked.id
            FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, line)
            WHERE NOT EXISTS (SELECT FROM %1$s AS failure WHERE failure.id = asked.id)
            ORDER BY asked.line
            """;

    /** The index by time leads there: a message is archived and given up in one statement. */
    private static final String OF_ARCHIVED = """
            -- failures.of_archived
            SELECT failure.id
            FROM %1$s AS failure
            WHERE failure.failed_at >= $3::timestamptz AND failure.failed_at < $3::timestamptz + interval '10 seconds'
              AND failure.queue = $1 AND failure.message_id = $2::bigint
            LIMIT 1
            """;

    private final Pool pool;
    private final String ofArchived;
    private final String list;
    private final String find;
    private final String group;
    private final String unknown;

    /** @param tablesSchema where job_failures is; a name as the configuration allows it */
    public Failures(Pool pool, String tablesSchema) {
        String table = new FailureTable(tablesSchema).name();
        this.pool = pool;
        this.ofArchived = OF_ARCHIVED.formatted(table);
        this.list = LIST.formatted(table, Failure.COLUMNS, FailureFilter.CONDITION);
        this.find = FIND.formatted(table, Failure.COLUMNS);
        this.group = GROUP.formatted(table, Failure.COLUMNS, FailureFilter.CONDITION);
        this.unknown = UNKNOWN.formatted(table);
    }

    /**
     * The newest first.
     *
     * @param after the last one of the page before; null for the first page
     */
    public Future<List<Failure>> list(FailureFilter filter, @Nullable UUID after, int limit) {
        return select(list, filter.binds().addUUID(after).addInteger(limit), Failure::from);
    }

    /** One with everything that is known of it. */
    public Future<Optional<WholeFailure>> find(UUID id) {
        return select(find, Tuple.of(id), WholeFailure::from)
                .map(found -> found.stream().findFirst());
    }

    /** The id of the one that tells why a message of an archive was given up; empty where it was not. */
    public Future<Optional<UUID>> ofArchived(PeekedMessage message) {
        Instant archivedAt = message.archivedAt();
        if (archivedAt == null) {
            return Future.succeededFuture(Optional.empty());
        }
        Tuple binds = Tuple.of(message.queue(), message.id()).addOffsetDateTime(archivedAt.atOffset(ZoneOffset.UTC));
        return select(ofArchived, binds, row -> row.getUUID("id"))
                .map(found -> found.stream().findFirst());
    }

    /** By queue and cause, the most frequent first. */
    public Future<List<FailureGroup>> groups(FailureFilter filter, int limit) {
        return select(group, filter.binds().addInteger(limit).addInteger(null), FailureGroup::from);
    }

    /** The same of the latest failures alone, so many of them. */
    public Future<List<FailureGroup>> groupsOfLatest(FailureFilter filter, int limit, int latest) {
        return select(group, filter.binds().addInteger(limit).addInteger(latest), FailureGroup::from);
    }

    /** Those ids that no failure has. */
    public Future<List<UUID>> unknown(List<UUID> ids) {
        Tuple binds = Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new));
        return select(unknown, binds, row -> row.getUUID("id"));
    }

    private <T> Future<List<T>> select(String statement, Tuple binds, Function<Row, T> read) {
        return pool.preparedQuery(statement)
                .execute(binds)
                .map((RowSet<Row> rows) -> StreamSupport.stream(rows.spliterator(), false)
                        .map(read)
                        .toList());
    }
}
