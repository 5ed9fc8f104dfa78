package dev.taskwire.http;

import dev.taskwire.config.InboundWebhookConfig;
import dev.taskwire.config.Role;
import dev.taskwire.config.Secret;
import dev.taskwire.config.TokenHash;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may send a webhook: whoever signs it by the rules of Standard Webhooks, or knows its secret; where neither is
 * configured, whoever has a token with the role enqueue. Bound to one context.
 */
public final class WebhookAccess {
    private static final String ID = "webhook-id";
    private static final String TIMESTAMP = "webhook-timestamp";
    private static final String SIGNATURE = "webhook-signature";
    private static final String SECRET = "X-Taskwire-Secret";
    private static final Pattern IDS = Pattern.compile("[!-~]{1,200}");
    private static final int REMEMBERED_MOST = 10_000;

    private final String key;
    private final InboundWebhookConfig config;
    private final Access access;
    private final Map<String, Instant> taken = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED_MOST || eldest.getValue().isBefore(Instant.now());
        }
    };

    WebhookAccess(String key, InboundWebhookConfig config, Access access) {
        this.key = key;
        this.config = config;
        this.access = access;
    }

    /**
     * Looks at the headers, before anything of the body is read.
     *
     * @return what is left to be verified
     * @throws ProblemException 401, 403, 409 or 429, with what to do
     */
    public WebhookClaim claim(HttpServerRequest request) {
        if (!config.isOpen()) {
            access.require(request, Role.ENQUEUE);
            return new WebhookClaim(Optional.empty(), body -> {});
        }
        boolean signed = request.headers().contains(SIGNATURE);
        if (signed && !config.signingSecrets().isEmpty()) {
            return signed(request);
        }
        if (secret(request).filter(this::isKnown).isPresent()) {
            return new WebhookClaim(Optional.empty(), body -> {});
        }
        throw refusal(
                request,
                "send the secret of " + key + ".secret in the header " + SECRET + " or Authorization: Bearer …, or sign"
                        + " with " + key + ".signing_secret as Standard Webhooks says");
    }

    /** From now on a signed request with this id is refused: its message is in the queue. */
    public void taken(WebhookClaim claim) {
        claim.id()
                .ifPresent(id ->
                        taken.put(id, Instant.now().plus(config.tolerance()).plus(config.tolerance())));
    }

    private WebhookClaim signed(HttpServerRequest request) {
        String id = header(request, ID);
        String timestamp = header(request, TIMESTAMP);
        String signatures = header(request, SIGNATURE);
        if (!IDS.matcher(id).matches() || !timestamp.matches("\\d{1,11}")) {
            throw refusal(request, ID + " or " + TIMESTAMP + " is malformed: an id, and seconds since 1970");
        }
        Duration away = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), Instant.now())
                .abs();
        if (away.compareTo(config.tolerance()) > 0) {
            throw refusal(
                    request,
                    "it was signed " + away.toSeconds() + " seconds away from now, more than the "
                            + config.tolerance().toSeconds() + " of " + key + ".tolerance");
        }
        StandardSignature signature = new StandardSignature(id, timestamp, signatures);
        return new WebhookClaim(Optional.of(id), body -> {
            if (config.signingSecrets().stream().noneMatch(secret -> signature.isOf(body, secret))) {
                throw refusal(request, "no signature is that of " + key + ".signing_secret over id, time and body");
            }
            if (isTaken(id)) {
                throw new ProblemException(409, "this webhook was taken before");
            }
        });
    }

    private boolean isTaken(String id) {
        Instant until = taken.get(id);
        return until != null && until.isAfter(Instant.now());
    }

    private static Optional<String> secret(HttpServerRequest request) {
        return Stream.of(Optional.ofNullable(request.getHeader(SECRET)), Access.bearer(request))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private boolean isKnown(String given) {
        TokenHash hash = TokenHash.of(given);
        boolean known = false;
        for (Secret secret : config.secrets()) {
            known |= TokenHash.of(secret.value()).isSame(hash);
        }
        return known;
    }

    private String header(HttpServerRequest request, String name) {
        @Nullable String value = request.getHeader(name);
        if (value == null) {
            throw refusal(request, "the header " + name + " is missing: sign as Standard Webhooks says");
        }
        return value;
    }

    private ProblemException refusal(HttpServerRequest request, String detail) {
        return access.denials().unknown(request, detail);
    }
}
