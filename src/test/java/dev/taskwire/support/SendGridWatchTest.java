package dev.taskwire.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs tests that do nothing about what their endpoint saw. */
final class SendGridWatchTest {
    private static boolean running;

    @Test
    void aBodyThatIsRightPasses() {
        run("right").assertStatistics(counts -> counts.succeeded(1).failed(0));
    }

    @Test
    void aBodyThatBreaksARuleFailsTheTestThatSawIt() {
        assertFails("twiceTheSame", "personalizations.1.to.0.email: the request has ada@example.com more than once");
        assertThat(SendGridBodies.takeWrong()).isEmpty();
    }

    @Test
    void aBodyThatIsNoJsonFailsTheTestThatSawIt() {
        assertFails("noJson", "a body that is no JSON object");
    }

    @Test
    void aBodyThatIsWrongOnlyByTheDescriptionFailsTheTestThatSawIt() {
        assumeTrue(SendGridDescription.published().isPresent(), SendGridDescription.VARIABLE + " names no description");

        assertFails("wrongByTheDescription", "SendGrid's description: #/mail_settings/sandbox_mode/enable");
    }

    private static void assertFails(String test, String words) {
        run(test)
                .failed()
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(message(failure -> failure.contains(words))));
    }

    private static Events run(String test) {
        running = true;
        try {
            return EngineTestKit.engine("junit-jupiter")
                    .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                    .selectors(selectMethod(Sent.class, test))
                    .execute()
                    .testEvents();
        } finally {
            running = false;
        }
    }

    static boolean isRunning() {
        return running;
    }

    @EnabledIf(
            value = "dev.taskwire.support.SendGridWatchTest#isRunning",
            disabledReason = "it is run by the tests above")
    static final class Sent {
        @Test
        void right() {
            SendGridBodies.check(SendGridRulesTest.body().toBuffer());
        }

        @Test
        void twiceTheSame() {
            JsonObject body = SendGridRulesTest.body();
            body.getJsonArray("personalizations")
                    .getJsonObject(1)
                    .getJsonArray("to")
                    .getJsonObject(0)
                    .put("email", "Ada@example.com");
            SendGridBodies.check(body.toBuffer());
        }

        @Test
        void noJson() {
            SendGridBodies.check(Buffer.buffer("from: ada"));
        }

        @Test
        void wrongByTheDescription() {
            SendGridBodies.check(SendGridRulesTest.body()
                    .put("mail_settings", new JsonObject("{\"sandbox_mode\": {\"enable\": \"perhaps\"}}"))
                    .toBuffer());
        }
    }
}
