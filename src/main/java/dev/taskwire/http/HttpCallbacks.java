package dev.taskwire.http;

import dev.taskwire.httpcall.CallbackAddress;
import dev.taskwire.httpcall.Callbacks;
import dev.taskwire.httpcall.Callbacks.Became;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What endpoints say later of the calls that they took over: whoever has the signed address of an attempt may answer for it,
 * and for no other. Bound to one context.
 */
public final class HttpCallbacks implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(HttpCallbacks.class);

    private static final String PATH = CallbackAddress.PATH + ":job/:attempt";
    private static final int BODY_LARGEST = 1024 * 1024;
    private static final Duration BODY_WITHIN = Duration.ofSeconds(10);
    private static final int IN_HAND_MOST = 64;

    private final RecognizedRequests requests = new RecognizedRequests(IN_HAND_MOST, Duration.ofSeconds(5));
    private final Optional<CallbackAddress> addresses;

    private volatile @Nullable Callbacks callbacks;
    /** @param addresses empty where callbacks are off */
    public HttpCallbacks(Optional<CallbackAddress> addresses) {
        this.addresses = addresses;
    }

    /** From now on the database is there to be asked. */
    public void open(Pool pool) {
        callbacks = new Callbacks(pool);
    }

    @Override
    public void mount(Router router) {
        router.post(PATH).handler(context -> requests.receive(context, this::take, this::problem));
    }

    /** The signature first: nothing is read of whoever has none. */
    private Future<Void> take(RoutingContext context, RequestBody body) {
        CallbackAddress address = addresses.orElseThrow(() -> new ProblemException(
                404, "callbacks are off: set http_calls.callback_url and http_calls.callback_secret"));
        long job = number(context.pathParam("job"), Long.MAX_VALUE);
        int attempt = (int) number(context.pathParam("attempt"), Integer.MAX_VALUE);
        String signature = Objects.requireNonNullElse(context.request().getParam("signature"), "");
        if (!address.isSigned(job, attempt, signature)) {
            throw new ProblemException(401, "the signature is not that of this job and attempt");
        }
        requests.requireRoom();
        Callbacks open = callbacks;
        if (open == null) {
            throw new ProblemException(503, "the database is not there yet: send it again later");
        }
        return body.read(BODY_LARGEST, BODY_WITHIN)
                .map(HttpCallbacks::checked)
                .compose(said -> open.take(job, attempt, said))
                .compose(HttpCallbacks::taken);
    }

    private static String checked(Buffer body) {
        JsonText json = JsonText.of(body);
        if (!json.value("status").matches("\"(done|failed|working)\"")) {
            throw new ProblemException(
                    422,
                    "status: done, failed or working; for example {\"status\": \"done\", \"result\": {\"pages\": 3}}");
        }
        return body.toString();
    }

    private static Future<Void> taken(Became became) {
        return switch (became) {
            case TAKEN -> Future.succeededFuture();
            case LATE ->
                Future.failedFuture(
                        new ProblemException(409, "the job waits for the answer to this attempt no longer"));
            case UNKNOWN -> Future.failedFuture(new ProblemException(404, "there is no such job any more"));
        };
    }

    private static long number(String text, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            LOG.trace("no number", none);
        }
        throw new ProblemException(401, "the signature is not that of this job and attempt");
    }

    private Problem problem(Throwable failure) {
        return ApiFailure.problem(failure).orElseGet(() -> {
            LOG.atError().setCause(failure).log("a callback could not be taken");
            return new Problem(500, "something is wrong here; the log says what");
        });
    }
}
