package dev.taskwire.support;

import dev.taskwire.testing.TaskwireExtension;
import org.junit.jupiter.api.Assumptions;

/** What users test with, on the server of this test run. */
public final class ServerUnderTest {
    private ServerUnderTest() {}

    public static TaskwireExtension taskwire() {
        return TaskwireExtension.on(ServerUnderTest::url);
    }

    private static String url() {
        String reason = TestServer.unavailable();
        Assumptions.assumeTrue(reason.isEmpty(), reason);
        return TestServer.get().url();
    }
}
