package dev.taskwire;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How messages are sent. Each method answers a copy with one thing changed. Immutable. */
public final class SendOptions {
    Optional<Duration> delay = Optional.empty();
    Optional<Instant> at = Optional.empty();
    JsonObject headers = new JsonObject();
    Optional<String> dedupKey = Optional.empty();
    Optional<String> type = Optional.empty();
    Optional<String> uniqueKey = Optional.empty();
    Unique unique = Unique.IGNORE;

    private SendOptions() {}

    private SendOptions(SendOptions other) {
        delay = other.delay;
        at = other.at;
        headers = other.headers;
        dedupKey = other.dedupKey;
        type = other.type;
        uniqueKey = other.uniqueKey;
        unique = other.unique;
    }

    /** All defaults: at once, without headers, each time. */
    public static SendOptions defaults() {
        return new SendOptions();
    }

    /** They may be taken after so long, by the database's clock; in the place of {@link #at}. */
    public SendOptions delay(Duration delay) {
        SendOptions copy = new SendOptions(this);
        copy.delay = Optional.of(delay);
        copy.at = Optional.empty();
        return copy;
    }

    /** They may be taken from a moment on, which is now where it has passed; in the place of {@link #delay}. */
    public SendOptions at(Instant moment) {
        SendOptions copy = new SendOptions(this);
        copy.at = Optional.of(moment);
        copy.delay = Optional.empty();
        return copy;
    }

    /** One more header, of each message of a batch. */
    public SendOptions header(String name, Object value) {
        SendOptions copy = new SendOptions(this);
        copy.headers = headers.copy().put(name, value);
        return copy;
    }

    /**
     * Of which type they are, for queues whose handlers take one type each: the header {@code type}. The header {@code version} is
     * set by itself, to the current one, where this process has a handler with schemas for them and {@link #header} does not say
     * another.
     */
    public SendOptions type(String type) {
        SendOptions copy = new SendOptions(this);
        copy.type = Optional.of(type);
        return copy;
    }

    /**
     * Sends once within a day: what is sent to the same queue under the same key again is left out, whatever it says, and the
     * ids of the first are answered.
     */
    public SendOptions dedupKey(String key) {
        SendOptions copy = new SendOptions(this);
        copy.dedupKey = Optional.of(key);
        return copy;
    }

    /**
     * The key by which a queue that is {@link QueueOptions#ordered} keeps its order, and by which limits for each key count:
     * the header {@code x-pgmq-group}, as pgmq's own groups have it.
     *
     * @throws IllegalArgumentException where it is empty
     */
    public SendOptions key(String key) {
        requireKey("key", key);
        return header("x-pgmq-group", key);
    }

    /**
     * Which messages a queue that is {@link QueueOptions#prioritized} takes first: the header {@code priority}.
     *
     * @param priority 0 to 9, higher first; 0 where none is given
     * @throws IllegalArgumentException where it is out of range
     */
    public SendOptions priority(int priority) {
        if (priority < 0 || priority > 9) {
            throw new IllegalArgumentException("priority: expected a number from 0 to 9, got " + priority);
        }
        return header("priority", priority);
    }

    /**
     * There is one message of the key in a queue at a time: as long as it waits, is delayed or in hand, this says what becomes
     * of another. Of one message at a time, and without {@link #dedupKey}.
     *
     * @param key text that is not empty
     */
    public SendOptions unique(String key, Unique otherwise) {
        requireKey("unique", key);
        SendOptions copy = new SendOptions(this);
        copy.uniqueKey = Optional.of(key);
        copy.unique = otherwise;
        return copy;
    }

    private static void requireKey(String name, String key) {
        if (key.isEmpty() || key.length() > 500) {
            throw new IllegalArgumentException(name + ": expected 1 to 500 characters, got " + key.length());
        }
    }
}
