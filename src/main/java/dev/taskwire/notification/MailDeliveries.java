package dev.taskwire.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The mail ledger, for reading. May be used from any context. */
public final class MailDeliveries {
    /** The states that a mail can be in, in the order of what is known of it. */
    public static final List<String> STATES = List.of(
            "sending",
            "failed",
            "unknown",
            "held",
            "given_up",
            "suppressed",
            "accepted",
            "deferred",
            "delivered",
            "dropped",
            "bounced",
            "unsubscribed",
            "spam_reported");

    private static final String LIST = """
            -- mails.list
            -- planned each time
            SELECT %s
            FROM taskwire.email_deliveries AS mail
            WHERE ($1::text IS NULL OR mail.state = $1::text)
                AND ($2::text IS NULL OR mail.type = $2::text)
                AND ($3::text IS NULL OR lower(mail.recipient) = lower($3::text))
                AND ($4::uuid IS NULL OR (mail.changed_at, mail.event_id)
                    < (SELECT last.changed_at, last.event_id FROM taskwire.email_deliveries AS last WHERE last.event_id = $4::uuid))
            ORDER BY mail.changed_at DESC, mail.event_id DESC
            LIMIT $5::integer
            """.formatted(MailDelivery.COLUMNS);

    private static final String FIND = """
            -- mails.find
            SELECT %s FROM taskwire.email_deliveries AS mail WHERE mail.event_id = $1::uuid
            """.formatted(MailDelivery.COLUMNS);

    private static final String REPORTS = """
            -- mails.reports
            SELECT event, occurred_at, reason
            FROM taskwire.email_events WHERE event_id = $1::uuid
            ORDER BY occurred_at, sg_event_id
            LIMIT 1000
            """;

    private final Pool pool;

    public MailDeliveries(Pool pool) {
        this.pool = pool;
    }

    /** Which mails are meant: those for which all of this holds. The recipient is an address, in whatever case. */
    public record Filter(Optional<String> state, Optional<String> type, Optional<String> recipient) {}

    /**
     * Those that changed last come first.
     *
     * @param after the last one of the page before; null for the first page
     */
    public Future<List<MailDelivery>> list(Filter filter, @Nullable UUID after, int limit) {
        Tuple binds = Tuple.of(
                        filter.state().orElse(null),
                        filter.type().orElse(null),
                        filter.recipient().orElse(null))
                .addUUID(after)
                .addInteger(limit);
        return select(LIST, binds, MailDelivery::from);
    }

    /** The one with this event id. */
    public Future<Optional<MailDelivery>> find(UUID eventId) {
        return select(FIND, Tuple.of(eventId), MailDelivery::from)
                .map(found -> found.stream().findFirst());
    }

    /** What the provider has reported about a mail, in the order in which it happened. */
    public Future<List<MailDelivery.Report>> reports(UUID eventId) {
        return select(REPORTS, Tuple.of(eventId), MailDelivery.Report::from);
    }

    private <T> Future<List<T>> select(String statement, Tuple binds, Function<Row, T> read) {
        return pool.preparedQuery(statement)
                .execute(binds)
                .map((RowSet<Row> rows) -> StreamSupport.stream(rows.spliterator(), false)
                        .map(read)
                        .toList());
    }
}
