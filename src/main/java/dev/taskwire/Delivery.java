package dev.taskwire;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * One delivery of a message to its handler: what is known of the message, and what the handler may do with it. While the
 * handler works, its lease is extended by itself. May be used from any thread; its futures complete on an event loop. An
 * interface so that tests of handlers can do without a queue.
 */
public interface Delivery {
    /** All that is known of the message beside its payload. */
    MessageInfo message();

    /** The message's number in its queue. */
    default long messageId() {
        return message().id();
    }

    /** The queue's name. */
    default String queue() {
        return message().queue();
    }

    /** Which attempt this is, from 1. */
    default int attempt() {
        return message().attempt();
    }

    /** When the transaction that sent it began, by the database's clock. */
    default Instant enqueuedAt() {
        return message().enqueuedAt();
    }

    /** The headers that it was sent with, with Taskwire's own such as {@code event_id}. */
    default JsonObject headers() {
        return message().headers();
    }

    /**
     * Lets this attempt take so long from now on, in the place of what is left of {@link QueueOptions#attemptTimeout}.
     *
     * @param time more than 0
     * @return completes when the message is known to be held still; fails with a {@link LeaseLostException} where it is not
     */
    Future<Void> extend(Duration time);

    /**
     * Tells people how far the work is: the message's page, its place in the API and {@code peek} show it until the attempt ends. As
     * much as a handler likes: of what comes in quick succession the last is written down, at most twice a second. It does not lengthen
     * the time of the attempt.
     *
     * @param fraction of the work, 0 to 1
     * @param note a few words, of which the first 500 characters are kept; may be empty
     * @return completes when this or something later is written down; fails with a {@link LeaseLostException} where the delivery
     *     counts no longer, and as the database does
     */
    Future<Void> progress(double fraction, String note);

    /**
     * Runs work in a transaction that takes the message off its queue as well: its effects in this database and the end of the
     * message are committed together, or neither is, so they happen exactly once whatever dies. While the transaction runs
     * nobody else can have the message. When it has committed the message is done, whatever the handler answers.
     *
     * @param work gets the connection of the transaction, which it must use for all that belongs to it, and neither commits nor
     *     closes it; called on an event loop, which it must not block
     * @return what the work answers, after the commit. Fails, with everything rolled back, as the work does, or with a
     *     {@link LeaseLostException} where another delivery has the message
     */
    <T> Future<T> transactionally(Function<SqlConnection, Future<T>> work);

    /**
     * Completes when what the handler does no longer counts: another delivery has the message, the time of the attempt is over,
     * or a stop has given the message back. Where none of this happens it never completes.
     */
    Future<Void> lost();
}
