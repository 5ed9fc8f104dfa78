package dev.taskwire.support;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Every endpoint of the tests that stands in for SendGrid shows each body here: it is held to SendGrid's rules, and to
 * its published description where there is one. {@link SendGridWatch} fails the test in which one was wrong. A thread
 * of its own does the work, so that no endpoint answers later for it.
 */
public final class SendGridBodies {
    private static final ExecutorService CHECKER = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "sendgrid-bodies");
        thread.setDaemon(true);
        return thread;
    });
    private static final long CHECKED_WITHIN_SECONDS = 120;
    private static final SendGridBodies ALL = new SendGridBodies(SendGridDescription.published());

    private final Optional<SendGridDescription> description;
    private final List<String> wrong = new ArrayList<>();
    private int seen;
    private int validated;

    private SendGridBodies(Optional<SendGridDescription> description) {
        this.description = description;
    }

    /** Has the body of a request checked, whose test fails if it is wrong. Does not block; for any thread. */
    public static void check(Buffer body) {
        CHECKER.execute(() -> ALL.add(body));
    }

    /** What was wrong since this was asked last, as sentences. Waits until all that has come is checked. */
    static List<String> takeWrong() {
        return whenChecked(() -> {
            List<String> taken = List.copyOf(ALL.wrong);
            ALL.wrong.clear();
            return taken;
        });
    }

    /** How many there were so far, as a line. */
    static String count() {
        return whenChecked(() -> "sendgrid: " + ALL.seen + " request bodies, "
                + (ALL.description.isPresent()
                        ? ALL.validated + " validated against the published description"
                        : "no published description to validate them against (" + SendGridDescription.VARIABLE + ")"));
    }

    private static <T> T whenChecked(Callable<T> question) {
        try {
            return CHECKER.submit(question).get(CHECKED_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (Exception unchecked) {
            throw new IllegalStateException("not all bodies could be checked", unchecked);
        }
    }

    private void add(Buffer body) {
        seen++;
        try {
            JsonObject json = body.toJsonObject();
            wrong.addAll(SendGridRules.brokenBy(json, body.length()));
            description.ifPresent(published -> {
                published.objectionTo(json).ifPresent(wrong::add);
                validated++;
            });
        } catch (DecodeException malformed) {
            wrong.add("a body that is no JSON object: " + malformed.getMessage());
        } catch (RuntimeException unreadable) {
            wrong.add("a body that cannot be checked: " + unreadable);
        }
    }
}
