package dev.taskwire.queue;

import dev.taskwire.postgres.UuidText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * What a message is known by for good: the id that its sender gave it, or one that follows from where and when it was
 * queued. The second is the same at every delivery, and the same that SQL makes with
 * {@code md5(queue || ':' || msg_id || ':' || microseconds of enqueued_at since 1970)::uuid}.
 */
public final class EventId {
    private EventId() {}

    /** The id in the headers' {@code event_id} if it is a UUID, else the derived one. */
    public static UUID of(String queue, Message message) {
        String given = message.headers().getValue("event_id") instanceof String text ? text : "";
        return UuidText.parse(given).orElseGet(() -> derived(queue, message));
    }

    private static UUID derived(String queue, Message message) {
        long enqueuedAt = ChronoUnit.MICROS.between(Instant.EPOCH, message.enqueuedAt());
        String origin = queue + ':' + message.id() + ':' + enqueuedAt;
        ByteBuffer digest = ByteBuffer.wrap(md5().digest(origin.getBytes(StandardCharsets.UTF_8)));
        return new UUID(digest.getLong(), digest.getLong());
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has MD5", missing);
        }
    }
}
