package dev.taskwire.testing;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every endpoint of the tests that stands in for SendGrid shows each body here: it is held to SendGrid's rules, and to
 * its published description where there is one. {@link SendGridWatch} fails the test in which one was wrong. May be
 * used from any thread.
 */
public final class SendGridBodies {
    private static final Optional<SendGridDescription> DESCRIPTION = SendGridDescription.published();
    private static final ConcurrentLinkedQueue<String> WRONG = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger SEEN = new AtomicInteger();
    private static final AtomicInteger VALIDATED = new AtomicInteger();

    private SendGridBodies() {}

    /** Checks a body of a request, whose test fails if it is wrong. */
    public static void check(Buffer body) {
        SEEN.incrementAndGet();
        try {
            check(body.toJsonObject(), body.length());
        } catch (DecodeException | ClassCastException malformed) {
            WRONG.add("a body that is no JSON object, or has a value of another kind: " + malformed.getMessage());
        }
    }

    private static void check(JsonObject body, int bytes) {
        WRONG.addAll(SendGridRules.brokenBy(body, bytes));
        DESCRIPTION.ifPresent(description -> {
            description.objectionTo(body).ifPresent(WRONG::add);
            VALIDATED.incrementAndGet();
        });
    }

    /** What was wrong since this was asked last. */
    static List<String> takeWrong() {
        List<String> taken = new ArrayList<>();
        for (String next = WRONG.poll(); next != null; next = WRONG.poll()) {
            taken.add(next);
        }
        return taken;
    }

    /** How many there were so far, as a line. */
    static String count() {
        return "sendgrid: " + SEEN + " request bodies, "
                + (DESCRIPTION.isPresent()
                        ? VALIDATED + " validated against the published description"
                        : "no published description to validate them against (" + SendGridDescription.VARIABLE + ")");
    }
}
