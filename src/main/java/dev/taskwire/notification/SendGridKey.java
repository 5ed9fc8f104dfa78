package dev.taskwire.notification;

import dev.taskwire.config.Secret;
import dev.taskwire.config.SendGridConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks SendGrid what a key may do. No mail is sent. */
public final class SendGridKey {
    private static final String PATH = "/v3/scopes";
    private static final String SENDS_MAIL = "mail.send";
    private static final int TEXT_LONGEST = 256 * 1024;

    private SendGridKey() {}

    /** What is known of a key. */
    public enum State {
        GOOD,
        REFUSED,
        LACKS_RIGHT,
        UNREACHED,
        UNKNOWN
    }

    /**
     * What came of asking.
     *
     * @param words more about it, without the key
     */
    public record Standing(State state, String words) {}

    /**
     * Asks. Never fails.
     *
     * @param config has a key
     * @param within how long the connection and the answer may take together
     */
    public static Future<Standing> ask(Vertx vertx, SendGridConfig config, Duration within) {
        String key = config.apiKey().map(Secret::value).orElse("").strip();
        if (!key.matches("[\\x21-\\x7e]+")) {
            return Future.succeededFuture(new Standing(State.REFUSED, "it has characters that no key has"));
        }
        // A little sooner than whoever asks gives up.
        long deadline = within.toMillis() * 9 / 10;
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setName("sendgrid").setConnectTimeout((int) deadline));
        return client.request(options(config, key))
                .compose(request -> request.send().compose(SendGridKey::standing))
                .timeout(deadline, TimeUnit.MILLISECONDS)
                .otherwise(failure -> new Standing(State.UNREACHED, String.valueOf(failure.getMessage())))
                .eventually(() -> client.close().otherwiseEmpty());
    }

    private static RequestOptions options(SendGridConfig config, String key) {
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(config.baseUrl() + PATH)
                .setFollowRedirects(false)
                .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key)
                .putHeader(HttpHeaders.ACCEPT, "application/json");
    }

    private static Future<Standing> standing(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case 200 -> text(response).map(SendGridKey::scopes);
            case 401, 403 -> Future.succeededFuture(new Standing(State.REFUSED, "it says " + response.statusCode()));
            default -> Future.succeededFuture(new Standing(State.UNKNOWN, "it says " + response.statusCode()));
        };
    }

    private static Future<Buffer> text(HttpClientResponse response) {
        Buffer kept = Buffer.buffer();
        response.handler(chunk -> kept.appendBuffer(chunk, 0, Math.min(chunk.length(), TEXT_LONGEST - kept.length())));
        return response.end().map(kept);
    }

    private static Standing scopes(Buffer text) {
        try {
            JsonArray scopes = text.toJsonObject().getJsonArray("scopes", new JsonArray());
            return new Standing(scopes.contains(SENDS_MAIL) ? State.GOOD : State.LACKS_RIGHT, "");
        } catch (DecodeException | ClassCastException unreadable) {
            return new Standing(State.UNKNOWN, "its answer cannot be read");
        }
    }
}
