package dev.taskwire.support;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails every test in which an endpoint saw a message that Slack would not take. It is registered for all tests, by
 * {@code META-INF/services}, so that none can forget it.
 */
public final class SlackWatch implements AfterEachCallback, AfterAllCallback {
    @Override
    public void afterEach(ExtensionContext context) {
        failIfAnyIsWrong();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        failIfAnyIsWrong();
    }

    private static void failIfAnyIsWrong() {
        List<String> wrong = SlackBodies.takeWrong();
        if (!wrong.isEmpty()) {
            throw new AssertionError("Slack would not take what was sent to its stand-in: " + wrong);
        }
    }
}
