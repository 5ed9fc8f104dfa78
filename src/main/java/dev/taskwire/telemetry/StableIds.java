package dev.taskwire.telemetry;

import dev.taskwire.queue.Message;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ids of traces and spans: random ones, but for the first delivery of a message. Its ids follow from the message alone, so
 * that whoever works on a later delivery, in whatever process, knows them without having been told. May be used from any
 * thread.
 */
final class StableIds implements IdGenerator {
    private static final ThreadLocal<@Nullable Ids> NEXT = new ThreadLocal<>();

    private final IdGenerator random = IdGenerator.random();

    /** @param traceId that of the trace that it begins, unless it belongs to another */
    record Ids(String traceId, String spanId) {
        static Ids ofFirst(String queue, Message message) {
            String text = "taskwire/" + queue + '/' + message.id() + '/' + message.enqueuedAt();
            byte[] digest = sha256(text);
            HexFormat hex = HexFormat.of();
            return new Ids(hex.formatHex(digest, 0, 16), hex.formatHex(digest, 16, 24));
        }

        private static byte[] sha256(String text) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("every Java has SHA-256", missing);
            }
        }
    }

    /** Has the one span that is started within the call get these ids. */
    <T> T using(Ids ids, Supplier<T> start) {
        NEXT.set(ids);
        try {
            return start.get();
        } finally {
            NEXT.remove();
        }
    }

    @Override
    public String generateSpanId() {
        Ids given = NEXT.get();
        return given == null ? random.generateSpanId() : given.spanId();
    }

    @Override
    public String generateTraceId() {
        Ids given = NEXT.get();
        return given == null ? random.generateTraceId() : given.traceId();
    }
}
