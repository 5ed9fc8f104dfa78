package dev.taskwire.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of what the mail provider was told and what it answered. May be used from any context. */
final class Ledger {
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

    private final Pool pool;
    private final LedgerBegin beginning;

    /** @param destination the name under which the provider is closed and opened */
    Ledger(Pool pool, NotificationSettings settings, String destination) {
        this.pool = pool;
        this.beginning = new LedgerBegin(pool, settings, destination);
    }

    /**
     * Writes down that these calls are going to be made, and answers by call id, for each of them, whether it may be.
     *
     * @param within how long they may take, from before this statement on
     */
    Future<Map<UUID, LedgerStanding>> begin(List<LedgerCall> calls, Duration within) {
        return beginning.begin(calls, within);
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

    private static <T> UUID[] uuids(List<T> items, Function<T, UUID> value) {
        return items.stream().map(value).toArray(UUID[]::new);
    }

    private static <T> @Nullable String[] strings(List<T> items, Function<T, @Nullable String> value) {
        return items.stream().map(value).toArray(String[]::new);
    }
}
