package dev.taskwire.queue;

import dev.taskwire.queue.OutgoingBatch.Outgoing;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Puts messages on a queue once, however often the same request comes within a day. May be used from any context. */
public final class KeyedSending {
    private static final String SEND = """
            -- queue.send_once
            SELECT outcome, ids
            FROM taskwire.send_once($1, $2, $3::bytea, $4, $5::text[]::jsonb[], $6::text[]::jsonb[],
                greatest(coalesce($7::bigint * interval '1 millisecond', $8::timestamptz - clock_timestamp()), '0'))
            """;

    private final SqlClient client;

    public KeyedSending(SqlClient client) {
        this.client = client;
    }

    /**
     * What tells two requests apart.
     *
     * @param caller whose key it is
     * @param fingerprint of all that the request says; the same only where that is the same
     */
    public record RequestKey(String caller, String key, Buffer fingerprint) {}

    /** What became of a request. */
    public enum Outcome {
        /** Its messages are on the queue. */
        SENT,
        /** They were sent before. */
        AGAIN,
        /** The key stands for another request; nothing was sent. */
        USED
    }

    /**
     * An outcome with the ids of the messages.
     *
     * @param ids in the order of the messages; where the key stands for another request, of those
     */
    public record Sent(Outcome outcome, List<Long> ids) {
        static Sent from(Row row) {
            Outcome outcome = switch (row.getString("outcome")) {
                case "sent" -> Outcome.SENT;
                case "again" -> Outcome.AGAIN;
                default -> Outcome.USED;
            };
            return new Sent(outcome, List.of(row.getArrayOfLongs("ids")));
        }
    }

    /** All of them or none; fails as {@link Sending#send}. Waits for a request with the same key that is under way. */
    public Future<Sent> send(RequestKey key, String queue, OutgoingBatch batch) {
        Tuple binds = Tuple.of(key.caller(), key.key(), key.fingerprint(), queue)
                .addArrayOfString(batch.messages().stream().map(Outgoing::json).toArray(String[]::new))
                .addArrayOfString(
                        batch.messages().stream().map(Outgoing::headersText).toArray(String[]::new));
        return client.preparedQuery(SEND)
                .execute(batch.due().addTo(binds))
                .map(rows -> Sent.from(rows.iterator().next()))
                .recover(UnknownQueueException::recognize)
                .recover(UnsendableException::recognize);
    }
}
