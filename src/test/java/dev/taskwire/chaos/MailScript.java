package dev.taskwire.chaos;

import dev.taskwire.chaos.MailEndpoint.Accepted;
import dev.taskwire.chaos.MailEndpoint.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What an endpoint answers, as a test wishes; without a wish it accepts. May be changed and asked from any thread. */
final class MailScript {
    /** Which of the bad addresses of a request are named in its refusal. */
    enum Named {
        ALL,
        FIRST,
        NONE
    }

    private volatile Function<Integer, Answer> requests = number -> Answer.ACCEPT;
    private volatile Function<String, Answer> subjects = subject -> Answer.ACCEPT;
    private volatile Predicate<String> bad = address -> false;
    private volatile Named named = Named.ALL;
    private volatile int mailsMost = 1000;
    private volatile Duration pause = Duration.ofSeconds(1);

    /** @param byNumber the answer for each request, by its number from 1 in the order of arrival */
    void answers(Function<Integer, Answer> byNumber) {
        requests = byNumber;
    }

    /** @param bySubject the answer for each mail; the first in a request that is no acceptance is that of the request */
    void answersMails(Function<String, Answer> bySubject) {
        subjects = bySubject;
    }

    /** Refuses every request that has such an address, whole. */
    void refusesAddresses(Predicate<String> which, Named whichAreNamed) {
        bad = which;
        named = whichAreNamed;
    }

    /** Refuses what has more mails than this as too large. */
    void takesAtMost(int mails) {
        mailsMost = mails;
    }

    /** What a refusal of too many requests asks for, in whole seconds. */
    void asksToWait(Duration longer) {
        pause = longer;
    }

    Duration pause() {
        return pause;
    }

    /** By the request's number first; then by what is in it, and last by the subjects, of which the first counts. */
    Answer answerTo(MailRequest request) {
        Answer answer = requests.apply(request.number());
        if (answer != Answer.ACCEPT) {
            return answer;
        } else if (request.mails().size() > mailsMost) {
            return Answer.TOO_LARGE;
        } else if (request.mails().stream().anyMatch(this::isBad)) {
            return Answer.BAD_ADDRESS;
        }
        return request.mails().stream()
                .map(mail -> subjects.apply(mail.subject()))
                .filter(other -> other != Answer.ACCEPT)
                .findFirst()
                .orElse(Answer.ACCEPT);
    }

    /** What SendGrid's refusal of this request says. */
    JsonObject refusal(MailRequest request) {
        JsonArray errors = new JsonArray();
        IntStream.range(0, request.mails().size())
                .filter(i -> isBad(request.mails().get(i)))
                .limit(named == Named.ALL ? Integer.MAX_VALUE : 1)
                .mapToObj(i -> named == Named.NONE ? error(null) : error("personalizations." + i + ".to.0.email"))
                .forEach(errors::add);
        return new JsonObject().put("errors", errors);
    }

    private static JsonObject error(@Nullable String field) {
        return new JsonObject()
                .put("message", "this is no address")
                .put("field", field)
                .put("help", null);
    }

    private boolean isBad(Accepted mail) {
        return bad.test(mail.address());
    }
}
