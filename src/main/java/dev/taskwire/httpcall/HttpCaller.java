package dev.taskwire.httpcall;

import dev.taskwire.config.HttpCallsConfig;
import dev.taskwire.httpcall.Answer.Answered;
import dev.taskwire.httpcall.CallSlots.Waiting;
import dev.taskwire.httpcall.CallTime.Stage;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes HTTP calls. One serves all queues of a process and may be used from any context. How many are under way at once is
 * bounded, and so is the time of each, the wait for its turn included.
 */
public final class HttpCaller {
    private static final Logger LOG = LoggerFactory.getLogger(HttpCaller.class);
    private static final int LOWEST_STATUS = 200;
    private static final int HIGHEST_STATUS = 999;

    private final Vertx vertx;
    private final HostResolver resolver;
    private final CheckedAddresses addresses;
    private final CallConnections connections;
    private final CallSlots slots;
    private final CallHeaders headers;
    private final AnswerReader reader;
    private final CallFailure failures;

    private HttpCaller(Vertx vertx, HttpCallsConfig config, HostResolver resolver, CallConnections connections) {
        Masking masking = new Masking(config.secrets().values());
        this.vertx = vertx;
        this.resolver = resolver;
        this.addresses = new CheckedAddresses(resolver, new AddressGuard(config.allow()));
        this.connections = connections;
        this.slots = new CallSlots(vertx, config.connections());
        this.headers = new CallHeaders(new CallSecrets(config.secrets()), Clock.systemUTC());
        this.reader = new AnswerReader(masking, Clock.systemUTC());
        this.failures = new CallFailure(masking);
    }

    /** Makes a caller, which ends with its Vert.x, or before by {@link #close}. */
    public static HttpCaller create(Vertx vertx, HttpCallsConfig config) {
        return create(vertx, config, new SystemResolver(vertx), CallConnections.options());
    }

    static HttpCaller create(Vertx vertx, HttpCallsConfig config, HostResolver resolver, HttpClientOptions options) {
        return new HttpCaller(vertx, config, resolver, new CallConnections(vertx, options, config.connections()));
    }

    /**
     * Makes a call. Does not block; completes on the context of who calls, within the call's timeout.
     *
     * @return what came of it; never a failed future
     */
    public Future<Answer> call(HttpCall call) {
        CallTime time = new CallTime(call.limits().timeout());
        Waiting place = slots.take();
        Promise<Answer> end = Promise.promise();
        long timer = vertx.setTimer(time.left().toMillis(), fired -> end.tryComplete(time.tooLate()));
        Future<Answer> ended = end.future().onComplete(answer -> {
            vertx.cancelTimer(timer);
            time.end();
            slots.giveBack(place);
        });
        vertx.getOrCreateContext().runOnContext(begun -> begin(call, time, place, end));
        return ended;
    }

    private void begin(HttpCall call, CallTime time, Waiting place, Promise<Answer> end) {
        Future.succeededFuture()
                .map(now -> Prepared.of(call, headers))
                .compose(prepared -> place.turn().compose(mine -> exchange(prepared, time)))
                .onSuccess(end::tryComplete)
                .onFailure(failure -> end.tryComplete(failures.of(failure)));
    }

    /** Ends every call that is under way, and all connections. */
    public Future<Void> close() {
        return connections.close().eventually(resolver::close);
    }

    /** How many connections are open, for tests. */
    int connections() {
        return connections.openNow();
    }

    private Future<Answered> exchange(Prepared prepared, CallTime time) {
        time.is(Stage.RESOLVING);
        return addresses
                .of(prepared.to().host())
                .compose(checked -> {
                    time.is(Stage.CONNECTING);
                    return connections.open(prepared.method(), prepared.to(), checked, time.left());
                })
                .compose(request -> send(prepared, request, time));
    }

    private Future<Answered> send(Prepared prepared, HttpClientRequest request, CallTime time) {
        request.exceptionHandler(ended -> LOG.debug("a request has ended early: {}", ended.getClass()));
        time.holds(request);
        time.is(Stage.SENT);
        request.headers()
                .addAll(prepared.headers())
                .set(HttpHeaders.HOST, prepared.to().authority());
        if (prepared.lacksBody()) {
            request.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        }
        if (connections.areMany()) {
            request.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Future<Void> written = prepared.body().map(request::end).orElseGet(request::end);
        return request.response()
                .compose(response -> read(response, prepared))
                .onSuccess(answered -> time.isAnswered(written.succeeded() && !answered.truncated()));
    }

    private Future<Answered> read(HttpClientResponse response, Prepared prepared) {
        int status = response.statusCode();
        if (status < LOWEST_STATUS || status > HIGHEST_STATUS) {
            response.exceptionHandler(ended -> {});
            return Future.failedFuture(
                    UncallableException.forNow("the answer has the status " + status + ", which ends no call"));
        }
        return reader.read(response, prepared.bodyBytes());
    }

    private record Prepared(HttpMethod method, WebAddress to, MultiMap headers, Optional<Buffer> body, int bodyBytes) {
        /** Some servers take no request of these methods that says nothing of its body. */
        boolean lacksBody() {
            return body.isEmpty() && !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.DELETE);
        }

        static Prepared of(HttpCall call, CallHeaders headers) {
            return new Prepared(
                    HttpMethod.valueOf(call.method().name()),
                    WebAddress.parse(call.url()),
                    headers.of(call),
                    call.content().body(),
                    call.limits().bodyBytes());
        }
    }
}
