package dev.taskwire.queue;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of which trace a message came from, as W3C's Trace Context writes it.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param isSampled whether the trace is kept
 */
public record TraceParent(String traceId, String spanId, boolean isSampled) {
    /** The header that a message has it in, and a request. */
    public static final String HEADER = "traceparent";

    private static final Pattern FORM = Pattern.compile(
            "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-[!-~]{0,200})?");

    /** Empty where there is none, or what is there is none: whoever sends a message may write anything. */
    public static Optional<TraceParent> of(JsonObject headers) {
        return headers.getValue(HEADER) instanceof String text ? parse(text) : Optional.empty();
    }

    public static Optional<TraceParent> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || (matcher.group(1).equals("00") && matcher.group(5) != null)) {
            return Optional.empty();
        }
        boolean isSampled = (Integer.parseInt(matcher.group(4), 16) & 1) == 1;
        return Optional.of(new TraceParent(matcher.group(2), matcher.group(3), isSampled));
    }
}
