package dev.taskwire.support;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Every endpoint of the tests that stands in for Slack shows each body here: it is held to Slack's rules. {@link SlackWatch}
 * fails the test in which one was wrong.
 */
public final class SlackBodies {
    private static final List<String> WRONG = new ArrayList<>();

    private SlackBodies() {}

    /** Has the body of a request checked, whose test fails if it is wrong. For any thread. */
    public static void check(Buffer body) {
        List<String> broken;
        try {
            broken = SlackRules.brokenBy(body.toJsonObject());
        } catch (DecodeException malformed) {
            broken = List.of("a body that is no JSON object: " + malformed.getMessage());
        }
        synchronized (WRONG) {
            WRONG.addAll(broken);
        }
    }

    /** What was wrong since this was asked last, as sentences. */
    static List<String> takeWrong() {
        synchronized (WRONG) {
            List<String> taken = List.copyOf(WRONG);
            WRONG.clear();
            return taken;
        }
    }
}
