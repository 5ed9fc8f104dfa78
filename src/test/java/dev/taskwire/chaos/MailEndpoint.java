package dev.taskwire.chaos;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Stands in for the mail provider: takes every mail whose request is complete, and answers as it is told. Senders have
 * keys of their own, so that it can say whose mails it has in hand.
 */
final class MailEndpoint implements AutoCloseable {
    /** How an arrival is answered. The sender cannot tell RESET_UNREAD from a reset after the mail was taken. */
    enum Answer {
        ACCEPT,
        ACCEPT_WHEN_TOLD,
        TOO_MANY,
        UNAVAILABLE,
        ACCEPT_BUT_ERROR,
        ACCEPT_BUT_RESET,
        ACCEPT_BUT_HANG,
        RESET_UNREAD
    }

    private static final Set<Answer> NOT_TAKEN = Set.of(Answer.TOO_MANY, Answer.UNAVAILABLE, Answer.RESET_UNREAD);

    /** One mail that was accepted, of the sender with this key. */
    record Accepted(String key, String eventId, String subject) {}

    private final Vertx vertx;
    private final HttpServer server;
    private final List<Accepted> accepted = new CopyOnWriteArrayList<>();
    private final Map<HttpServerRequest, String> waiting = new ConcurrentHashMap<>();
    private final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> abandoned = new ConcurrentHashMap<>();
    private volatile Duration delay = Duration.ofMillis(1);
    private volatile Function<Integer, Answer> script = request -> Answer.ACCEPT;
    private volatile Function<String, Answer> mailScript = subject -> Answer.ACCEPT;
    private final AtomicInteger requests = new AtomicInteger();

    private MailEndpoint(Vertx vertx) {
        this.vertx = vertx;
        // Linger 0: a close is a reset.
        this.server =
                vertx.createHttpServer(new HttpServerOptions().setSoLinger(0)).requestHandler(this::take);
    }

    static MailEndpoint open(Vertx vertx) throws Exception {
        MailEndpoint endpoint = new MailEndpoint(vertx);
        HttpServer listening = endpoint.server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
        return listening.actualPort() > 0 ? endpoint : unopened();
    }

    private static MailEndpoint unopened() {
        throw new IllegalStateException("the endpoint has no port");
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Lets every answer wait this long. */
    void answersAfter(Duration pause) {
        delay = pause;
    }

    /** @param answers the answer for each request, by its number from 1 in the order of arrival */
    void answers(Function<Integer, Answer> answers) {
        script = answers;
    }

    /** @param answers the answer for each mail, by its subject, where the script of requests has no other opinion */
    void answersMails(Function<String, Answer> answers) {
        mailScript = answers;
    }

    /** Answers what waits to be told. */
    void tell() {
        held.forEach(request -> end(request, 202));
    }

    List<Accepted> accepted() {
        return accepted;
    }

    /** How many mails of the sender with this key were accepted. */
    long accepted(String key) {
        return accepted.stream().filter(mail -> mail.key().equals(key)).count();
    }

    Set<String> subjects() {
        return accepted.stream().map(Accepted::subject).collect(Collectors.toSet());
    }

    /** The events that were accepted more than once, and how often. */
    Map<String, Long> duplicates() {
        Map<String, Long> times = accepted.stream()
                .collect(Collectors.groupingBy(Accepted::eventId, TreeMap::new, Collectors.counting()));
        times.values().removeIf(count -> count == 1);
        return times;
    }

    /** How many mails of the sender with this key wait for their answer. */
    int open(String key) {
        return (int) waiting.values().stream().filter(key::equals).count();
    }

    /** Waits until a sender that is gone has nothing open here, and answers how many mails it left without an answer. */
    int unanswered(String key) {
        await().until(() -> open(key) == 0);
        return abandoned.getOrDefault(key, 0);
    }

    private void take(HttpServerRequest request) {
        Answer answer = script.apply(requests.incrementAndGet());
        String key =
                String.valueOf(request.getHeader(HttpHeaders.AUTHORIZATION)).replace("Bearer ", "");
        waiting.put(request, key);
        request.response().endHandler(over -> leave(request));
        request.response().closeHandler(closed -> leave(request));
        request.body()
                .onSuccess(body -> {
                    JsonObject mail = body.toJsonObject();
                    Answer chosen = answer == Answer.ACCEPT ? mailScript.apply(mail.getString("subject")) : answer;
                    note(chosen, key, mail);
                    vertx.setTimer(Math.max(1, delay.toMillis()), fired -> answer(request, chosen));
                })
                .onFailure(gone -> leave(request));
    }

    private void leave(HttpServerRequest request) {
        String key = waiting.remove(request);
        if (key != null && !request.response().ended()) {
            abandoned.merge(key, 1, Integer::sum);
        }
    }

    private void note(Answer answer, String key, JsonObject mail) {
        if (!NOT_TAKEN.contains(answer)) {
            JsonObject envelope = mail.getJsonArray("personalizations").getJsonObject(0);
            accepted.add(new Accepted(
                    key, envelope.getJsonObject("custom_args").getString("event_id"), mail.getString("subject")));
        }
    }

    private void answer(HttpServerRequest request, Answer answer) {
        if (request.response().closed()) {
            leave(request);
            return;
        }
        switch (answer) {
            case ACCEPT -> end(request, 202);
            case ACCEPT_WHEN_TOLD -> held.add(request);
            case TOO_MANY -> {
                request.response().putHeader("Retry-After", "1");
                end(request, 429);
            }
            case UNAVAILABLE -> end(request, 503);
            case ACCEPT_BUT_ERROR -> end(request, 500);
            case ACCEPT_BUT_RESET, RESET_UNREAD -> close(request);
            case ACCEPT_BUT_HANG -> {}
        }
    }

    private static void end(HttpServerRequest request, int status) {
        request.response()
                .setStatusCode(status)
                .putHeader("X-Message-Id", "stand-in")
                .end()
                .onFailure(gone -> {});
    }

    private static void close(HttpServerRequest request) {
        request.connection().close().onFailure(gone -> {});
    }

    @Override
    public void close() {
        server.close().onFailure(Throwable::printStackTrace);
    }
}
