package dev.taskwire;

import dev.taskwire.queue.KeyedSending;
import dev.taskwire.queue.KeyedSending.RequestKey;
import dev.taskwire.queue.KeyedSending.Sent;
import dev.taskwire.queue.OutgoingBatch;
import dev.taskwire.queue.OutgoingBatch.Due;
import dev.taskwire.queue.Sending;
import dev.taskwire.queue.UniqueSending;
import dev.taskwire.queue.UniqueSending.UniqueKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Sends messages to queues and wakes their workers. A payload is a record or another class that Jackson can write, or JSON as
 * Vert.x has it. May be used from any thread. Its futures fail with a {@link TaskwireException} where the queue is not there, or
 * where a payload cannot be written or stored, or does not conform to the schemas that the queue's handlers here have for it; then
 * nothing was sent.
 */
public final class Sender {
    private final Supplier<SqlClient> client;
    private final Supplier<MessageContracts> contracts;

    Sender(Supplier<SqlClient> client, Supplier<MessageContracts> contracts) {
        this.client = client;
        this.contracts = contracts;
    }

    /**
     * The same on a connection of the user's: what is sent in its transaction is committed or rolled back with it, and can be
     * read by nobody before.
     */
    public Sender on(SqlConnection connection) {
        return new Sender(() -> connection, contracts);
    }

    /** Sends one message, and answers its number in the queue. */
    public Future<Long> send(String queue, Object payload) {
        return send(queue, payload, SendOptions.defaults());
    }

    /** Sends one message, and answers its number in the queue. */
    public Future<Long> send(String queue, Object payload, SendOptions options) {
        return sendAll(queue, List.of(payload), options).map(ids -> ids.get(0));
    }

    /** Sends all of them or none, and answers their numbers in the same order. */
    public Future<List<Long>> sendAll(String queue, List<?> payloads) {
        return sendAll(queue, payloads, SendOptions.defaults());
    }

    /** Sends all of them or none, and answers their numbers in the same order. */
    public Future<List<Long>> sendAll(String queue, List<?> payloads, SendOptions options) {
        return Future.succeededFuture(payloads)
                .map(all -> batch(queue, all, options))
                .compose(batch -> send(queue, batch, options))
                .recover(failure -> Future.failedFuture(TaskwireException.inPublicWords(failure)));
    }

    private Future<List<Long>> send(String queue, OutgoingBatch batch, SendOptions options) {
        if (options.uniqueKey.isPresent()) {
            return sendUnique(queue, batch, options);
        }
        return options.dedupKey.isPresent()
                ? sendOnce(queue, batch, options.dedupKey.get())
                : new Sending(client.get()).send(queue, batch);
    }

    private Future<List<Long>> sendUnique(String queue, OutgoingBatch batch, SendOptions options) {
        if (batch.messages().size() != 1 || options.dedupKey.isPresent()) {
            return Future.failedFuture(
                    new TaskwireException("unique: goes with one message at a time, and without dedupKey"));
        }
        UniqueKey unique = new UniqueKey(
                options.uniqueKey.orElseThrow(), options.unique.name().toLowerCase(Locale.ROOT));
        return new UniqueSending(client.get())
                .send(queue, unique, batch.messages().get(0), batch.due())
                .map(List::of);
    }

    /** The key alone tells requests apart, so that every further one counts as the same. */
    private Future<List<Long>> sendOnce(String queue, OutgoingBatch batch, String key) {
        return new KeyedSending(client.get())
                .send(new RequestKey("sender of " + queue, key, Buffer.buffer()), queue, batch)
                .map(Sent::ids);
    }

    private OutgoingBatch batch(String queue, List<?> payloads, SendOptions options) {
        Due due = options.delay.isEmpty() && options.at.isEmpty() ? Due.NOW : new Due(options.delay, options.at);
        return new OutgoingBatch(contracts.get().label(queue, options).write(payloads), due);
    }
}
