package dev.taskwire.http;

import dev.taskwire.config.WebhookConfig;
import dev.taskwire.config.WebhookKey;
import dev.taskwire.notification.MailEvents;
import dev.taskwire.notification.SignedEvents;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /webhook/sendgrid}: what SendGrid reports about mails. A request counts only with the signature of SendGrid's
 * key, and once. What cannot be taken now is answered with 503, and SendGrid sends it again. Bound to one context.
 */
public final class SendGridWebhook implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(SendGridWebhook.class);

    private static final String PATH = "/webhook/sendgrid";
    private static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
    private static final String TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp";

    private static final int BODY_LARGEST = 2 * 1024 * 1024;
    private static final Duration BODY_WITHIN = Duration.ofSeconds(10);
    private static final int IN_HAND_MOST = 16;
    private static final Duration LOGGED_EVERY = Duration.ofSeconds(10);

    private final RecognizedRequests requests = new RecognizedRequests(IN_HAND_MOST, Duration.ofSeconds(10));
    private final WebhookConfig config;
    private final MailEvents events;
    private final Duration bodyWithin;

    private Instant loggedAt = Instant.MIN;

    public SendGridWebhook(WebhookConfig config, MailEvents events) {
        this(config, events, BODY_WITHIN);
    }

    /** @param bodyWithin how long a body may take to come */
    SendGridWebhook(WebhookConfig config, MailEvents events, Duration bodyWithin) {
        this.config = config;
        this.events = events;
        this.bodyWithin = bodyWithin;
    }

    @Override
    public void mount(Router router) {
        router.post(PATH).handler(context -> requests.receive(context, this::take, this::problem));
    }

    /** In the order of what each step costs, so that little is done for whoever has no right to it. */
    private Future<Void> take(RoutingContext context, RequestBody body) {
        WebhookKey key = config.key()
                .orElseThrow(() -> new ProblemException(
                        404,
                        "this webhook is off: set mail.webhook_key (SENDGRID_WEBHOOK_KEY) to the verification key that"
                                + " SendGrid shows for signed events"));
        requests.requireRoom();
        HttpServerRequest request = context.request();
        String timestamp = header(request, TIMESTAMP);
        String signature = header(request, SIGNATURE);
        Instant signedAt = signedAt(timestamp);
        return body.read(BODY_LARGEST, bodyWithin)
                .map(read -> new SignedRequest(timestamp, signedAt, signature, read))
                .compose(signed -> context.vertx().executeBlocking(() -> verified(signed, key), false))
                .compose(verified -> events.take(verified).recover(SendGridWebhook::notTaken))
                .compose(SendGridWebhook::onceOnly);
    }

    private static String header(HttpServerRequest request, String name) {
        String value = request.getHeader(name);
        if (value == null) {
            throw new ProblemException(
                    403, "the header " + name + " is missing: turn on the signing of events at SendGrid");
        }
        return value;
    }

    private Instant signedAt(String timestamp) {
        if (!timestamp.matches("\\d{1,11}")) {
            throw new ProblemException(403, "the header " + TIMESTAMP + " holds no time in seconds since 1970");
        }
        Instant signedAt = Instant.ofEpochSecond(Long.parseLong(timestamp));
        Duration away = Duration.between(signedAt, Instant.now()).abs();
        if (away.compareTo(config.tolerance()) > 0) {
            throw new ProblemException(
                    403,
                    "the request was signed " + away.toSeconds() + " seconds away from now, more than the "
                            + config.tolerance().toSeconds() + " of mail.webhook_tolerance");
        }
        return signedAt;
    }

    /** Some milliseconds of work for a large body: not for the event loop. */
    private static SignedEvents verified(SignedRequest signed, WebhookKey key) {
        if (!signed.isSignedWith(key.key())) {
            throw new ProblemException(
                    403, "the signature is not that of the key in mail.webhook_key over timestamp and body");
        }
        return SignedEvents.ofSendGrid(signed.digest(), signed.signedAt(), objects(signed.body()));
    }

    private static List<JsonObject> objects(Buffer body) {
        Object json;
        try {
            json = Json.decodeValue(body);
        } catch (DecodeException malformed) {
            throw new ProblemException(400, "the body is not JSON");
        }
        if (json instanceof JsonArray array && array.stream().allMatch(JsonObject.class::isInstance)) {
            return array.stream().map(JsonObject.class::cast).toList();
        }
        throw new ProblemException(422, "the body is not an array of objects, one an event");
    }

    private static <T> Future<T> notTaken(Throwable failure) {
        return Future.failedFuture(
                new ProblemException(503, "the events could not be written down: send it again later", failure));
    }

    private static Future<Void> onceOnly(Optional<Integer> fresh) {
        return fresh.isPresent()
                ? Future.succeededFuture()
                : Future.failedFuture(new ProblemException(409, "this request was taken before"));
    }

    private Problem problem(Throwable failure) {
        if (!(failure instanceof ProblemException known)) {
            LOG.atError().addKeyValue("path", PATH).setCause(failure).log("a request failed");
            return new Problem(500, "something is wrong here; the log says what");
        }
        log(known);
        return known.problem();
    }

    /** Not each: anybody may send requests. */
    private void log(ProblemException known) {
        Instant now = Instant.now();
        if (now.isAfter(loggedAt.plus(LOGGED_EVERY))) {
            loggedAt = now;
            LOG.atWarn()
                    .addKeyValue("path", PATH)
                    .addKeyValue("status", known.problem().status())
                    .addKeyValue("reason", known.problem().detail())
                    .addKeyValue("cause", known.getCause())
                    .log("a request was refused");
        }
    }
}
