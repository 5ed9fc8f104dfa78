package dev.taskwire.httpcall;

import dev.taskwire.config.WebhookSecret;
import dev.taskwire.queue.TraceParent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** What a call says before its body: the user's headers, Taskwire's own, and the signature of Standard Webhooks. */
final class CallHeaders {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String USER_AGENT = "User-Agent";
    private static final String AGENT = "taskwire/"
            + Objects.requireNonNullElse(CallHeaders.class.getPackage().getImplementationVersion(), "development");

    /** They say how the connection is used, which is not the user's to say, or are set here. */
    private static final Set<String> RESERVED = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "idempotency-key",
            "taskwire-job",
            "taskwire-attempt",
            "taskwire-callback-url",
            "traceparent",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature");

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\t -~]{0,8192}");
    private static final int MOST = 100;

    private final CallSecrets secrets;
    private final Clock clock;

    CallHeaders(CallSecrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * The headers of a call that is sent now.
     *
     * @throws UncallableException where one cannot be sent, or a secret is missing
     */
    MultiMap of(HttpCall call) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        addUsers(call.content().headers(), headers);
        if (call.content().body().isPresent() && !headers.contains(CONTENT_TYPE)) {
            add(headers, CONTENT_TYPE, "application/json");
        }
        if (!headers.contains(USER_AGENT)) {
            add(headers, USER_AGENT, AGENT);
        }
        addOurs(call, headers);
        call.extras().signingSecret().ifPresent(name -> sign(call, secrets.signing(name), headers));
        return headers;
    }

    private void addUsers(Map<String, String> users, MultiMap headers) {
        if (users.size() > MOST) {
            throw UncallableException.forGood("the call has more than " + MOST + " headers");
        }
        users.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                throw UncallableException.forGood("the name of a header is empty or has characters that none may have");
            }
            if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                throw UncallableException.forGood("the header " + name + " is not the job's to set: leave it out");
            }
            add(headers, name, secrets.filled(value));
        });
    }

    private static void addOurs(HttpCall call, MultiMap headers) {
        add(headers, "Idempotency-Key", call.attempt().idempotencyKey());
        add(headers, "Taskwire-Job", String.valueOf(call.attempt().job()));
        add(headers, "Taskwire-Attempt", String.valueOf(call.attempt().number()));
        call.extras().traceparent().ifPresent(trace -> add(headers, TraceParent.HEADER, trace));
        call.extras().callbackUrl().ifPresent(url -> add(headers, "Taskwire-Callback-Url", url));
    }

    private void sign(HttpCall call, WebhookSecret secret, MultiMap headers) {
        String id = call.attempt().idempotencyKey();
        String timestamp = String.valueOf(clock.instant().getEpochSecond());
        Buffer body = call.content().body().orElseGet(Buffer::buffer);
        add(headers, "webhook-id", id);
        add(headers, "webhook-timestamp", timestamp);
        add(headers, "webhook-signature", "v1," + secret.sign(id, timestamp, body));
    }

    private static void add(MultiMap headers, String name, String value) {
        if (!VALUE.matcher(value).matches()) {
            throw UncallableException.forGood("the header " + name
                    + " has characters other than those of ASCII on one line, or is longer than 8192");
        }
        headers.add(name, value);
    }
}
