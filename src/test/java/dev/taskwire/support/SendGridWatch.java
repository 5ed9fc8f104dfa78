package dev.taskwire.support;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails every test in which an endpoint saw a body that SendGrid would not take. It is registered for all tests, by
 * {@code META-INF/services}, so that none can forget it. Says at the end how many bodies there were.
 */
public final class SendGridWatch implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final AtomicBoolean COUNTING = new AtomicBoolean();

    @Override
    public void beforeAll(ExtensionContext context) {
        // A run within a test is part of that test.
        if (COUNTING.compareAndSet(false, true)) {
            context.getRoot().getStore(Namespace.create(SendGridWatch.class)).put("count", (AutoCloseable)
                    () -> System.out.println(SendGridBodies.count()));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        failIfAnyIsWrong();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        failIfAnyIsWrong();
    }

    private static void failIfAnyIsWrong() {
        List<String> wrong = SendGridBodies.takeWrong();
        if (!wrong.isEmpty()) {
            throw new AssertionError("SendGrid would not take what was sent to its stand-in: " + wrong);
        }
    }
}
