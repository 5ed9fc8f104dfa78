package dev.taskwire.queue;

import dev.taskwire.queue.OutgoingBatch.Outgoing;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Puts messages on any queue. May be used from any context. */
public final class Sending {
    private static final String SEND = """
            -- queue.send
            SELECT taskwire.send_batch($1, $2::text[]::jsonb[], $3::text[]::jsonb[],
                greatest(coalesce($4::bigint * interval '1 millisecond', $5::timestamptz - clock_timestamp()), '0')) AS id
            """;

    private final SqlClient client;

    public Sending(SqlClient client) {
        this.client = client;
    }

    /**
     * Sends them all or, failing, none, and answers their ids in their order. Fails with an {@link UnknownQueueException}
     * where the queue is not there, and with an {@link UnsendableException} where one cannot be stored.
     */
    public Future<List<Long>> send(String queue, OutgoingBatch batch) {
        Tuple binds = Tuple.of(queue)
                .addArrayOfString(batch.messages().stream().map(Outgoing::json).toArray(String[]::new))
                .addArrayOfString(
                        batch.messages().stream().map(Outgoing::headersText).toArray(String[]::new));
        return client.preparedQuery(SEND)
                .execute(batch.due().addTo(binds))
                .map(rows -> {
                    List<Long> ids = new ArrayList<>(rows.size());
                    rows.forEach(row -> ids.add(row.getLong("id")));
                    return ids;
                })
                .recover(UnknownQueueException::recognize)
                .recover(UnsendableException::recognize);
    }
}
