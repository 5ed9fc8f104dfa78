package dev.taskwire.chaos;

import static org.awaitility.Awaitility.await;

import dev.taskwire.support.SendGridBodies;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Stands in for the mail provider: takes the mails of every request that is complete, and answers as it is told.
 * Senders have keys of their own, so that it can say whose mails it has in hand.
 */
final class MailEndpoint implements AutoCloseable {
    /** How a request is answered. The sender cannot tell RESET_UNREAD from a reset after the mails were taken. */
    enum Answer {
        ACCEPT,
        ACCEPT_WHEN_TOLD,
        /** With Retry-After, as the script says. */
        TOO_MANY,
        /** With X-RateLimit-Reset instead, a moment in seconds since 1970. */
        TOO_MANY_UNTIL,
        TOO_LARGE,
        BAD_ADDRESS,
        UNAUTHORIZED,
        UNAVAILABLE,
        ACCEPT_BUT_ERROR,
        ACCEPT_BUT_RESET,
        ACCEPT_BUT_HANG,
        RESET_UNREAD
    }

    private static final Set<Answer> TAKEN = Set.of(
            Answer.ACCEPT,
            Answer.ACCEPT_WHEN_TOLD,
            Answer.ACCEPT_BUT_ERROR,
            Answer.ACCEPT_BUT_RESET,
            Answer.ACCEPT_BUT_HANG);

    /** One mail that was accepted, of the sender with this key. */
    record Accepted(String key, String eventId, String subject, String address) {}

    private final Vertx vertx;
    private final AcceptedMails accepted = new AcceptedMails();
    private final MailScript script = new MailScript();
    private final MailReplies replies = new MailReplies(script);
    private final Map<HttpServerRequest, String> waiting = new ConcurrentHashMap<>();
    private final Map<String, Integer> abandoned = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Duration delay = Duration.ofMillis(1);
    private volatile HttpServer server;

    private MailEndpoint(Vertx vertx) throws Exception {
        this.vertx = vertx;
        this.server = listen(0);
    }

    static MailEndpoint open(Vertx vertx) throws Exception {
        return new MailEndpoint(vertx);
    }

    private HttpServer listen(int port) throws Exception {
        // Linger 0: a close is a reset.
        return vertx.createHttpServer(new HttpServerOptions().setSoLinger(0))
                .requestHandler(this::take)
                .listen(port, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
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
        script.answers(answers);
    }

    /** @param answers the answer for each mail, by its subject, where the script of requests has no other opinion */
    void answersMails(Function<String, Answer> answers) {
        script.answersMails(answers);
    }

    /** All that it can be told to answer. */
    MailScript script() {
        return script;
    }

    /** Refuses connections from now on; what has begun is answered first. */
    void goAway() throws Exception {
        server.shutdown(10, TimeUnit.SECONDS).await(20, TimeUnit.SECONDS);
    }

    /** Takes connections again, at the same address. */
    void comeBack() throws Exception {
        server = listen(server.actualPort());
    }

    /** Answers what waits to be told. */
    void tell() {
        replies.tell();
    }

    List<Accepted> accepted() {
        return accepted.all();
    }

    AcceptedMails mails() {
        return accepted;
    }

    /** How many mails of the sender with this key were accepted. */
    long accepted(String key) {
        return accepted.of(key);
    }

    Set<String> subjects() {
        return accepted.all(Accepted::subject);
    }

    Set<String> addresses() {
        return accepted.all(Accepted::address);
    }

    /** The events that were accepted more than once, and how often. */
    Map<String, Long> duplicates() {
        return accepted.duplicates();
    }

    /** How many requests have come so far. */
    int requests() {
        return requests.get();
    }

    /** How many requests of the sender with this key wait for their answer. */
    int open(String key) {
        return (int) waiting.values().stream().filter(key::equals).count();
    }

    /** Waits until a sender that is gone has nothing open here, and says how many requests it left without an answer. */
    int unanswered(String key) {
        await().until(() -> open(key) == 0);
        return abandoned.getOrDefault(key, 0);
    }

    private void take(HttpServerRequest request) {
        int number = requests.incrementAndGet();
        String key =
                String.valueOf(request.getHeader(HttpHeaders.AUTHORIZATION)).replace("Bearer ", "");
        waiting.put(request, key);
        request.response().endHandler(over -> leave(request));
        request.response().closeHandler(closed -> leave(request));
        request.body()
                .onSuccess(body -> {
                    SendGridBodies.check(body);
                    MailRequest mails = MailRequest.of(number, key, body.toJsonObject());
                    Answer answer = script.answerTo(mails);
                    if (TAKEN.contains(answer)) {
                        accepted.add(mails.mails());
                    }
                    vertx.setTimer(Math.max(1, delay.toMillis()), fired -> answer(request, mails, answer));
                })
                .onFailure(gone -> leave(request));
    }

    private void leave(HttpServerRequest request) {
        String key = waiting.remove(request);
        if (key != null && !request.response().ended()) {
            abandoned.merge(key, 1, Integer::sum);
        }
    }

    private void answer(HttpServerRequest request, MailRequest mails, Answer answer) {
        if (request.response().closed()) {
            leave(request);
        } else {
            replies.reply(request, mails, answer);
        }
    }

    @Override
    public void close() {
        server.close().onFailure(Throwable::printStackTrace);
    }
}
