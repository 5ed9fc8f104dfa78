package dev.taskwire.httpcall;

import dev.taskwire.httpcall.Answer.Answered;
import dev.taskwire.httpcall.Answer.Unanswered;
import dev.taskwire.queue.FailureCause;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an answer means for its job: the one place where that is decided.
 *
 * @param outcome as the database is told: done, retry, reject, postponed or accepted
 * @param reason a sentence for people; empty where all is well
 * @param after how long until the next call, where the answer says so
 */
record Verdict(String outcome, String reason, Optional<Duration> after) {
    /** The endpoint has understood, and would say the same again. A redirect is one: where calls go, the queue says. */
    private static final Set<Integer> FINAL =
            Set.of(400, 404, 405, 406, 410, 411, 413, 414, 415, 422, 431, 451, 501, 505);

    private static final Set<Integer> LEAVE_ALONE = Set.of(429, 503);
    private static final int ACCEPTED = 202;

    /** Where the answer does not say for how long it wants to be left alone. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(5);

    static Verdict of(Granted call, boolean mayCallBack, Answer answer) {
        return answer instanceof Answered answered
                ? of(call.asked().getString("success_codes"), mayCallBack, answered)
                : of((Unanswered) answer);
    }

    private static Verdict of(Unanswered answer) {
        return new Verdict(answer.permanent() ? "reject" : "retry", answer.reason(), Optional.empty());
    }

    private static Verdict of(String successCodes, boolean mayCallBack, Answered answer) {
        int status = answer.status();
        if (mayCallBack && status == ACCEPTED) {
            return new Verdict("accepted", "", Optional.empty());
        }
        if (SuccessCodes.contain(successCodes, status)) {
            return new Verdict("done", "", Optional.empty());
        }
        String reason = "the endpoint answered " + status;
        if (LEAVE_ALONE.contains(status)) {
            return new Verdict(
                    "postponed", reason, Optional.of(answer.retryAfter().orElse(LEFT_ALONE)));
        }
        boolean isRedirect = status >= 300 && status < 400;
        return isRedirect || FINAL.contains(status)
                ? new Verdict("reject", reason, Optional.empty())
                : new Verdict("retry", reason, answer.retryAfter());
    }

    /** Whether the whole destination asked to be left alone. */
    boolean closes() {
        return outcome.equals("postponed");
    }

    /** For the turn that tells it. */
    JsonObject ended(long job, Answer answer) {
        JsonObject told = new JsonObject().put("job", job).put("outcome", outcome);
        if (!reason.isEmpty()) {
            told.put("reason", reason).put("cause", FailureCause.of(reason));
        }
        after.ifPresent(pause -> told.put("after", pause.toMillis()));
        if (answer instanceof Answered answered) {
            told.put("status", answered.status())
                    .put("headers", new JsonObject(Map.<String, Object>copyOf(answered.headers())))
                    .put("body", answered.body())
                    .put("truncated", answered.truncated());
        }
        return told;
    }

    /** For the turn that closes the destination. */
    JsonObject closed(String queue) {
        return new JsonObject()
                .put("queue", queue)
                .put("reason", reason)
                .put("after", after.orElse(LEFT_ALONE).toMillis());
    }
}
