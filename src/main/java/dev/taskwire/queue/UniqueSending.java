package dev.taskwire.queue;

import dev.taskwire.queue.OutgoingBatch.Due;
import dev.taskwire.queue.OutgoingBatch.Outgoing;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;

/** Puts a message on a queue of which there is one at a time under its key. May be used from any context. */
public final class UniqueSending {
    private static final String SEND = """
            -- queue.send_unique
            SELECT outcome, id
            FROM taskwire.send_unique($1, $2, $3::text::jsonb, $4, $5::text::jsonb,
                greatest(coalesce($6::bigint * interval '1 millisecond', $7::timestamptz - clock_timestamp()), '0'))
            """;

    private final SqlClient client;

    public UniqueSending(SqlClient client) {
        this.client = client;
    }

    /**
     * What there is one of.
     *
     * @param policy what becomes of another: ignore, reject or replace
     */
    public record UniqueKey(String key, String policy) {}

    /**
     * Sends it, and answers the id of the message that is there now. Fails with an {@link UnsendableException} where there is one
     * and the policy refuses another, and as {@link Sending#send}. Waits for whoever sends under the same key.
     */
    public Future<Long> send(String queue, UniqueKey unique, Outgoing message, Due due) {
        Tuple binds = Tuple.of(queue, unique.key(), message.json(), unique.policy(), message.headersText());
        return client.preparedQuery(SEND)
                .execute(due.addTo(binds))
                .map(rows -> rows.iterator().next())
                .compose(row -> row.getString("outcome").equals("rejected")
                        ? Future.<Long>failedFuture(
                                UnsendableException.notUnique(queue, unique.key(), row.getLong("id")))
                        : Future.succeededFuture(row.getLong("id")))
                .recover(UnknownQueueException::recognize)
                .recover(UnsendableException::recognize);
    }
}
