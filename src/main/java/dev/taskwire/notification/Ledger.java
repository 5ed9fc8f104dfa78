package dev.taskwire.notification;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.notification.LedgerStanding.AlreadyAccepted;
import dev.taskwire.notification.LedgerStanding.Begun;
import dev.taskwire.notification.LedgerStanding.Elsewhere;
import dev.taskwire.notification.LedgerStanding.Stopped;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of what the mail provider was told and what it answered. May be used from any context. */
final class Ledger {
    /** Ordered, so that two batches with the same mails cannot wait for each other. */
    private static final String BEGIN = """
            -- notification.ledger_begin
            INSERT INTO taskwire.email_deliveries AS known (event_id, call_id, type, recipient, state, queue, call_until)
            SELECT DISTINCT ON (event_id)
              event_id, call_id, type, recipient, 'sending', $5, clock_timestamp() + $6 * interval '1 millisecond'
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS wanted (event_id, call_id, type, recipient)
            ORDER BY event_id
            ON CONFLICT (event_id) DO UPDATE SET
              state = CASE
                WHEN known.state IN ('failed', 'suppressed') THEN 'sending'
                WHEN excluded.type = ANY ($7::text[]) THEN 'held'
                WHEN excluded.type = ANY ($8::text[]) THEN 'given_up'
                ELSE 'sending'
              END,
              sends = known.sends
                + (known.state IN ('failed', 'suppressed') OR excluded.type <> ALL ($7::text[] || $8::text[]))::integer,
              unknowns = known.unknowns + (known.state = 'sending')::integer,
              last_error = CASE WHEN known.state = 'sending' THEN $9 ELSE known.last_error END,
              recipient = excluded.recipient,
              call_id = excluded.call_id,
              call_until = excluded.call_until,
              changed_at = clock_timestamp()
            WHERE known.state IN ('failed', 'suppressed', 'unknown')
              OR (known.state = 'sending' AND known.call_until <= clock_timestamp())
            RETURNING call_id, state, last_error
            """;

    private static final String LOOK = """
            -- notification.ledger_look
            -- planned each time
            SELECT event_id, state, last_error,
              (extract(epoch FROM call_until - clock_timestamp()) * 1000)::bigint AS left_ms
            FROM taskwire.email_deliveries
            WHERE event_id = ANY ($1::uuid[])
            """;

    /**
     * An acceptance is believed whoever reports it; anything else only of the last call. Nothing lowers what the provider
     * itself has reported meanwhile. The rows are locked in order, since its reports lock them too.
     */
    private static final String FINISH = """
            -- notification.ledger_finish
            -- planned each time
            WITH locked AS MATERIALIZED (
              SELECT event_id
              FROM taskwire.email_deliveries
              WHERE event_id = ANY ($1::uuid[])
              ORDER BY event_id
              FOR UPDATE
            ), result AS (
              SELECT DISTINCT ON (event_id) event_id, call_id, state, message_id, error
              FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
                AS result (event_id, call_id, state, message_id, error)
              ORDER BY event_id, state = 'accepted' DESC
            )
            UPDATE taskwire.email_deliveries AS known SET
              state = CASE WHEN taskwire.provider_has(known.state) THEN known.state ELSE result.state END,
              unknowns = known.unknowns + (result.state IN ('unknown', 'held', 'given_up'))::integer,
              provider_message_id = coalesce(result.message_id, known.provider_message_id),
              last_error = coalesce(result.error, known.last_error),
              changed_at = clock_timestamp()
            FROM result JOIN locked USING (event_id)
            WHERE known.event_id = result.event_id
              AND (known.call_id = result.call_id OR result.state = 'accepted')
            """;

    private static final String LEFT_BEHIND =
            "a call was begun and its end was never written down: whether the provider took the mail is not known";

    private static final Duration LOOK_AGAIN_LEAST = Duration.ofMillis(100);

    private final Pool pool;
    private final String queue;
    private final String[] holding;
    private final String[] givingUp;

    Ledger(Pool pool, NotificationSettings settings) {
        this.pool = pool;
        this.queue = settings.queue();
        this.holding = types(settings, OnUnknown.HOLD);
        this.givingUp = types(settings, OnUnknown.GIVE_UP);
    }

    /**
     * Writes down that these calls are going to be made, and answers by call id, for each of them, whether it may be.
     *
     * @param within how long they may take, from before this statement on
     */
    Future<Map<UUID, LedgerStanding>> begin(List<LedgerCall> calls, Duration within) {
        Tuple columns = Tuple.tuple()
                .addArrayOfUUID(uuids(calls, LedgerCall::eventId))
                .addArrayOfUUID(uuids(calls, LedgerCall::id))
                .addArrayOfString(strings(calls, call -> call.mail().type()))
                .addArrayOfString(strings(calls, call -> call.mail().to().email()))
                .addString(queue)
                .addDouble((double) within.toMillis())
                .addArrayOfString(holding)
                .addArrayOfString(givingUp)
                .addString(LEFT_BEHIND);
        return pool.preparedQuery(BEGIN).execute(columns).compose(rows -> {
            Map<UUID, LedgerStanding> standings = new HashMap<>();
            rows.forEach(row -> standings.put(row.getUUID("call_id"), begun(row)));
            List<LedgerCall> others = calls.stream()
                    .filter(call -> !standings.containsKey(call.id()))
                    .toList();
            return others.isEmpty() ? Future.succeededFuture(standings) : looked(others, standings);
        });
    }

    /** Writes down how calls ended, and forgets what is said about calls that others have taken over. */
    Future<Void> finish(List<LedgerResult> results) {
        Tuple columns = Tuple.tuple()
                .addArrayOfUUID(uuids(results, LedgerResult::eventId))
                .addArrayOfUUID(uuids(results, LedgerResult::callId))
                .addArrayOfString(strings(results, result -> result.state().column()))
                .addArrayOfString(strings(results, LedgerResult::messageId))
                .addArrayOfString(strings(results, LedgerResult::error));
        return pool.preparedQuery(FINISH).execute(columns).mapEmpty();
    }

    /** What was not begun is with the provider, stopped, or in the hands of another, who may be done with it by now. */
    private Future<Map<UUID, LedgerStanding>> looked(List<LedgerCall> calls, Map<UUID, LedgerStanding> standings) {
        return pool.preparedQuery(LOOK)
                .execute(Tuple.tuple().addArrayOfUUID(uuids(calls, LedgerCall::eventId)))
                .map(rows -> {
                    Map<UUID, LedgerStanding> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getUUID("event_id"), found(row)));
                    calls.forEach(call -> standings.put(
                            call.id(), found.getOrDefault(call.eventId(), new Elsewhere(LOOK_AGAIN_LEAST))));
                    return standings;
                });
    }

    private static LedgerStanding begun(Row row) {
        return MailState.of(row.getString("state")) == MailState.SENDING ? new Begun() : found(row);
    }

    private static LedgerStanding found(Row row) {
        MailState state = MailState.of(row.getString("state"));
        if (state.isWithProvider()) {
            return new AlreadyAccepted();
        }
        return state == MailState.HELD || state == MailState.GIVEN_UP
                ? new Stopped(state, Objects.toString(row.getString("last_error"), ""))
                : new Elsewhere(left(row));
    }

    private static Duration left(Row row) {
        Duration left = Duration.ofMillis(row.getLong("left_ms"));
        return left.compareTo(LOOK_AGAIN_LEAST) < 0 ? LOOK_AGAIN_LEAST : left;
    }

    private static String[] types(NotificationSettings settings, OnUnknown policy) {
        return settings.config().onUnknown().entrySet().stream()
                .filter(type -> type.getValue() == policy)
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
    }

    private static <T> UUID[] uuids(List<T> items, Function<T, UUID> value) {
        return items.stream().map(value).toArray(UUID[]::new);
    }

    private static <T> @Nullable String[] strings(List<T> items, Function<T, @Nullable String> value) {
        return items.stream().map(value).toArray(String[]::new);
    }
}
