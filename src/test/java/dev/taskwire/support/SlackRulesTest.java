package dev.taskwire.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.testkit.engine.EngineTestKit;

final class SlackRulesTest {
    private static boolean running;

    @Test
    void findNothingInAMessageThatIsRight() {
        assertThat(SlackRules.brokenBy(new JsonObject("""
                        {"text": "Hello &amp; welcome", "unfurl_links": false, "blocks": [
                          {"type": "header", "text": {"type": "plain_text", "text": "Hello", "emoji": false}},
                          {"type": "section", "text": {"type": "mrkdwn", "text": "<https://example.com|here>", "verbatim": true}},
                          {"type": "section", "fields": [{"type": "mrkdwn", "text": "*a*"}, {"type": "plain_text", "text": "b"}]},
                          {"type": "divider"},
                          {"type": "context", "elements": [{"type": "plain_text", "text": "c"}]}]}
                        """))).isEmpty();
        assertThat(SlackRules.brokenBy(new JsonObject("{\"text\": \"x\"}"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                    | text: it is no text
            {"text": " "}                                         | text: it is empty
            {"text": "a < b"}                                     | text: one of &, < and > is not escaped
            {"text": "a & b"}                                     | text: one of &, < and > is not escaped
            {"text": "x", "channel": "y"}                         | body.channel: there is no such field
            {"text": "x", "blocks": []}                           | blocks: 1 to 50 are allowed, not 0
            {"text": "x", "blocks": {}}                           | blocks: it is no array
            {"text": "x", "blocks": [{"type": "table"}]}          | blocks.0.type: there is no block table
            {"text": "x", "blocks": [{"type": "divider", "text": 1}]} | blocks.0.text: there is no such field
            {"text": "x", "blocks": [{"type": "section"}]}        | blocks.0: a section needs text or fields
            {"text": "x", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]} | blocks.0.text: a header is plain_text
            {"text": "x", "blocks": [{"type": "section", "fields": []}]} | blocks.0.fields: 1 to 10 are allowed, not 0
            {"text": "x", "blocks": [{"type": "section", "text": "y"}]} | blocks.0.text.text: it is no text
            {"text": "x", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "<!here>"}}]} | blocks.0.text.text: one of &, < and >
            {"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "y", "emoji": true}}]} | blocks.0.text.emoji: there is no such field
            """)
    void nameWhatIsWrong(String body, String words) {
        assertThat(SlackRules.brokenBy(new JsonObject(body)))
                .anySatisfy(broken -> assertThat(broken).startsWith(words));
    }

    @ParameterizedTest
    @CsvSource({"header, plain_text, 150", "section, plain_text, 3000", "section, mrkdwn, 3000"})
    void holdTextsToTheirLengths(String block, String kind, int longest) {
        assertThat(SlackRules.brokenBy(post(block, kind, longest))).isEmpty();
        assertThat(SlackRules.brokenBy(post(block, kind, longest + 1)))
                .containsExactly("blocks.0.text.text: " + longest + " characters are the most, not " + (longest + 1));
    }

    @Test
    void aMessageThatBreaksARuleFailsTheTestThatSawIt() {
        running = true;
        try {
            EngineTestKit.engine("junit-jupiter")
                    .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                    .selectors(selectMethod(Sent.class, "wrong"))
                    .execute()
                    .testEvents()
                    .failed()
                    .assertThatEvents()
                    .haveExactly(1, finishedWithFailure(message(words -> words.contains("text: it is empty"))));
        } finally {
            running = false;
        }
        assertThat(SlackBodies.takeWrong()).isEmpty();
    }

    static boolean isRunning() {
        return running;
    }

    private static JsonObject post(String block, String kind, int length) {
        return new JsonObject("""
                {"text": "x", "blocks": [{"type": "%s", "text": {"type": "%s", "text": "%s"}}]}
                """.formatted(block, kind, "x".repeat(length)));
    }

    @EnabledIf(value = "dev.taskwire.support.SlackRulesTest#isRunning", disabledReason = "it is run by the test above")
    static final class Sent {
        @Test
        void wrong() {
            SlackBodies.check(Buffer.buffer("{\"text\": \"\"}"));
        }
    }
}
