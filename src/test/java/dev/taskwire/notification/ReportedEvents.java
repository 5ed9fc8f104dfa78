package dev.taskwire.notification;

import dev.taskwire.support.TestDatabase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Events as the mail provider reports them, and their way into a database. */
final class ReportedEvents {
    private static final long NOON = 1_800_000_000;

    private final TestDatabase database;
    private final MailEvents events = new MailEvents(Duration.ofMinutes(5));

    ReportedEvents(TestDatabase database, Pool pool) {
        this.database = database;
        events.open(pool);
    }

    /** An event of a mail, with an id of its own. */
    static JsonObject event(UUID mail, String kind) {
        return new JsonObject()
                .put("sg_event_id", UUID.randomUUID().toString())
                .put("event_id", mail.toString())
                .put("event", kind)
                .put("timestamp", NOON)
                .put("email", "ada@example.com");
    }

    /** The same, so many seconds later than others, with the server's words. */
    static JsonObject event(UUID mail, String kind, int later, String reason) {
        return event(mail, kind).put("timestamp", NOON + later).put("reason", reason);
    }

    /** Signed events that are new. */
    static SignedEvents signed(List<JsonObject> events) {
        Buffer digest = Buffer.buffer(UUID.randomUUID().toString());
        return SignedEvents.ofSendGrid(digest, Instant.now(), events);
    }

    /** Takes events by one request, and answers how many were new. */
    int take(JsonObject... some) throws Exception {
        return take(signed(Arrays.asList(some))).orElseThrow();
    }

    Optional<Integer> take(SignedEvents signed) throws Exception {
        return events.take(signed).await(20, TimeUnit.SECONDS);
    }

    MailEvents events() {
        return events;
    }

    /** Writes a mail into the ledger as if it had come to a state. */
    UUID mail(MailState state) throws SQLException {
        UUID mail = UUID.randomUUID();
        database.update("""
                INSERT INTO taskwire.email_deliveries (event_id, queue, type, recipient, state, call_id, call_until)
                VALUES (?, 'notifications', 'task_assigned', 'ada@example.com', ?, gen_random_uuid(), clock_timestamp())
                """, mail, state.column());
        return mail;
    }

    /** What the ledger says about a mail: its state, and the reason and time that came with it. */
    String standing(UUID mail) throws SQLException {
        return String.valueOf(database.value("""
                SELECT concat_ws(' ', state, delivery_reason, extract(epoch FROM reported_at)::bigint - ?)
                FROM taskwire.email_deliveries WHERE event_id = ?
                """, NOON, mail));
    }

    /** Its state alone. */
    MailState state(UUID mail) throws SQLException {
        return MailState.of(
                String.valueOf(database.value("SELECT state FROM taskwire.email_deliveries WHERE event_id = ?", mail)));
    }
}
