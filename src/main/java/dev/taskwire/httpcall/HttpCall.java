package dev.taskwire.httpcall;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One call that is to be made.
 *
 * @param attempt whose it is
 * @param method what is done
 * @param url as the user wrote it
 * @param content what is sent
 * @param limits what it may cost
 * @param extras what goes along with some
 */
public record HttpCall(Attempt attempt, Method method, String url, Content content, Limits limits, Extras extras) {
    /** The methods of a call. */
    public enum Method {
        POST,
        GET,
        PUT,
        PATCH,
        DELETE
    }

    /**
     * Which attempt at which job.
     *
     * @param job its id
     * @param number from one on
     * @param idempotencyKey the same in all attempts; printable characters of ASCII
     */
    public record Attempt(long job, int number, String idempotencyKey) {}

    /**
     * What is sent.
     *
     * @param headers the user's; {@code {{secret NAME}}} in a value stands for a secret of the configuration
     */
    public record Content(Map<String, String> headers, Optional<Buffer> body) {}

    /**
     * What a call may cost.
     *
     * @param timeout from the call to the end of the answer, all waiting included; longer than zero
     * @param bodyBytes how much of the answer's body is kept
     */
    public record Limits(Duration timeout, int bodyBytes) {}

    /**
     * What goes along with some calls.
     *
     * @param signingSecret the name of the secret that it is signed with
     * @param traceparent the trace that it belongs to, as W3C's Trace Context writes it
     * @param callbackUrl where the answer may be sent to later
     */
    public record Extras(Optional<String> signingSecret, Optional<String> traceparent, Optional<String> callbackUrl) {
        public static final Extras NONE = new Extras(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
