package dev.taskwire.notification;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.notification.LedgerStanding.AlreadyAccepted;
import dev.taskwire.notification.LedgerStanding.Begun;
import dev.taskwire.notification.LedgerStanding.Closed;
import dev.taskwire.notification.LedgerStanding.Elsewhere;
import dev.taskwire.notification.LedgerStanding.Stopped;
import dev.taskwire.notification.LedgerStanding.Suppressed;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes into the ledger that calls are going to be made, unless they may not be. May be used from any context. */
final class LedgerBegin {
    /**
     * Ordered, so that two batches with the same mails cannot wait for each other. Where the destination is closed, one
     * call at the most is begun: the one that tries it.
     */
    private static final String BEGIN = """
            -- notification.ledger_begin
            WITH gate AS MATERIALIZED (
              SELECT taskwire.enter_destination($10, $6 * interval '1 millisecond') AS way
            ), wanted AS (
              SELECT DISTINCT ON (wanted.event_id)
                wanted.event_id, wanted.call_id, wanted.type, wanted.recipient, suppressed.reason AS suppressed
              FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $11::uuid[])
                AS wanted (event_id, call_id, type, recipient, together)
              CROSS JOIN gate
              LEFT JOIN taskwire.suppressed_address AS suppressed ON suppressed.address = lower(wanted.recipient)
              WHERE gate.way = 'open' OR (gate.way = 'probe' AND wanted.together = ($11::uuid[])[1])
              ORDER BY wanted.event_id
            )
            INSERT INTO taskwire.email_deliveries AS known
              (event_id, call_id, type, recipient, state, queue, call_until, sends, last_error)
            SELECT event_id, call_id, type, recipient, CASE WHEN suppressed IS NULL THEN 'sending' ELSE 'suppressed' END,
              $5, clock_timestamp() + $6 * interval '1 millisecond', (suppressed IS NULL)::integer, suppressed
            FROM wanted
            ON CONFLICT (event_id) DO UPDATE SET
              state = CASE
                WHEN excluded.state = 'suppressed' OR known.state IN ('failed', 'suppressed') THEN excluded.state
                WHEN excluded.type = ANY ($7::text[]) THEN 'held'
                WHEN excluded.type = ANY ($8::text[]) THEN 'given_up'
                ELSE 'sending'
              END,
              sends = known.sends + CASE
                WHEN excluded.state = 'suppressed' THEN 0
                WHEN known.state IN ('failed', 'suppressed') OR excluded.type <> ALL ($7::text[] || $8::text[]) THEN 1
                ELSE 0
              END,
              unknowns = known.unknowns + (known.state = 'sending')::integer,
              last_error = CASE
                WHEN excluded.state = 'suppressed' THEN excluded.last_error
                WHEN known.state = 'sending' THEN $9
                ELSE known.last_error
              END,
              recipient = excluded.recipient,
              call_id = excluded.call_id,
              call_until = excluded.call_until,
              changed_at = clock_timestamp()
            WHERE known.state IN ('failed', 'unknown', 'suppressed')
              OR (known.state = 'sending' AND known.call_until <= clock_timestamp())
            RETURNING call_id, state, last_error, (SELECT way = 'probe' FROM gate) AS is_probe
            """;

    private static final String LOOK = """
            -- notification.ledger_look
            -- planned each time
            SELECT wanted.event_id, known.state, known.last_error,
              (extract(epoch FROM known.call_until - clock_timestamp()) * 1000)::bigint AS left_ms,
              closed.reason AS closed_reason, taskwire.destination_closed_for(closed.name)::bigint AS closed_ms
            FROM unnest($1::uuid[]) AS wanted (event_id)
            LEFT JOIN taskwire.email_deliveries AS known ON known.event_id = wanted.event_id
            LEFT JOIN taskwire.destination AS closed ON closed.name = $2
            """;

    private static final String LEFT_BEHIND =
            "a call was begun and its end was never written down: whether the provider took the mail is not known";

    private static final Duration LOOK_AGAIN_LEAST = Duration.ofMillis(100);

    private final Pool pool;
    private final String queue;
    private final String destination;
    private final String[] holding;
    private final String[] givingUp;

    /** @param destination the name under which the provider is closed and opened */
    LedgerBegin(Pool pool, NotificationSettings settings, String destination) {
        this.pool = pool;
        this.queue = settings.queue();
        this.destination = destination;
        this.holding = types(settings, OnUnknown.HOLD);
        this.givingUp = types(settings, OnUnknown.GIVE_UP);
    }

    /**
     * Writes down that these calls are going to be made, and answers by call id, for each of them, whether it may be.
     *
     * @param within how long they may take, from before this statement on
     */
    Future<Map<UUID, LedgerStanding>> begin(List<LedgerCall> calls, Duration within) {
        return pool.preparedQuery(BEGIN).execute(columns(calls, within)).compose(rows -> {
            Map<UUID, LedgerStanding> standings = new HashMap<>();
            rows.forEach(row -> standings.put(row.getUUID("call_id"), begun(row)));
            List<LedgerCall> others = calls.stream()
                    .filter(call -> !standings.containsKey(call.id()))
                    .toList();
            return others.isEmpty() ? Future.succeededFuture(standings) : looked(others, standings);
        });
    }

    private Tuple columns(List<LedgerCall> calls, Duration within) {
        return Tuple.tuple()
                .addArrayOfUUID(calls.stream().map(LedgerCall::eventId).toArray(UUID[]::new))
                .addArrayOfUUID(calls.stream().map(LedgerCall::id).toArray(UUID[]::new))
                .addArrayOfString(calls.stream().map(call -> call.mail().type()).toArray(String[]::new))
                .addArrayOfString(
                        calls.stream().map(call -> call.mail().to().email()).toArray(String[]::new))
                .addString(queue)
                .addDouble((double) within.toMillis())
                .addArrayOfString(holding)
                .addArrayOfString(givingUp)
                .addString(LEFT_BEHIND)
                .addString(destination)
                .addArrayOfUUID(calls.stream().map(LedgerCall::together).toArray(UUID[]::new));
    }

    /** What was not begun is with the provider, stopped, in the hands of another, or kept back by a closed destination. */
    private Future<Map<UUID, LedgerStanding>> looked(List<LedgerCall> calls, Map<UUID, LedgerStanding> standings) {
        UUID[] events = calls.stream().map(LedgerCall::eventId).toArray(UUID[]::new);
        return pool.preparedQuery(LOOK)
                .execute(Tuple.tuple().addArrayOfUUID(events).addString(destination))
                .map(rows -> {
                    Map<UUID, LedgerStanding> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getUUID("event_id"), found(row)));
                    calls.forEach(call -> standings.put(call.id(), Objects.requireNonNull(found.get(call.eventId()))));
                    return standings;
                });
    }

    private static LedgerStanding begun(Row row) {
        return switch (MailState.of(row.getString("state"))) {
            case SENDING -> new Begun(row.getBoolean("is_probe"));
            case SUPPRESSED -> new Suppressed(Objects.toString(row.getString("last_error"), ""));
            default ->
                new Stopped(MailState.of(row.getString("state")), Objects.toString(row.getString("last_error"), ""));
        };
    }

    private static LedgerStanding found(Row row) {
        @Nullable String column = row.getString("state");
        if (column == null) {
            return notBegun(row);
        }
        MailState state = MailState.of(column);
        if (state.isWithProvider()) {
            return new AlreadyAccepted();
        }
        return switch (state) {
            case HELD, GIVEN_UP -> new Stopped(state, Objects.toString(row.getString("last_error"), ""));
            case SENDING -> new Elsewhere(atLeast(row.getLong("left_ms")));
            default -> notBegun(row);
        };
    }

    private static LedgerStanding notBegun(Row row) {
        @Nullable String reason = row.getString("closed_reason");
        return reason == null ? new Elsewhere(LOOK_AGAIN_LEAST) : new Closed(reason, atLeast(row.getLong("closed_ms")));
    }

    private static Duration atLeast(long milliseconds) {
        Duration left = Duration.ofMillis(milliseconds);
        return left.compareTo(LOOK_AGAIN_LEAST) < 0 ? LOOK_AGAIN_LEAST : left;
    }

    private static String[] types(NotificationSettings settings, OnUnknown policy) {
        return settings.config().types().entrySet().stream()
                .filter(type -> type.getValue().sending().onUnknown() == policy)
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
    }
}
