package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackLayoutTest {
    @Test
    void markupOfTheTemplateCountsAndThatOfVariablesDoesNot() {
        JsonArray blocks = rendered("""
                [{"type": "section", "text": {"type": "mrkdwn", "text": "*{{ name }}* <{{ url }}|open> & more"}}]
                """, Map.of("name", "*Ada* <!here>", "url", "https://example.com/a_b"));

        assertThat(text(blocks, 0)).isEqualTo("*∗Ada∗ &lt;!here&gt;* <https://example.com/a%5Fb|open> & more");
    }

    @Test
    void aSectionMayHaveBothTextAndFields() {
        JsonArray blocks = rendered("""
                [{"type": "section", "text": {"type": "plain_text", "text": "{{ a }}"},
                  "fields": [{"type": "plain_text", "text": "{{ a }}"}, {"type": "plain_text", "text": "{{ b }}"}]}]
                """, Map.of("a", "x", "b", ""));

        assertThat(blocks).hasSize(2);
        assertThat(blocks.getJsonObject(1).getJsonArray("fields")).hasSize(1);
    }

    @Test
    void whatComesOutEmptyIsLeftOut() {
        JsonArray blocks = rendered("""
                [{"type": "header", "text": {"type": "plain_text", "text": "{{ a }}"}},
                 {"type": "section", "fields": "fields"},
                 {"type": "context", "elements": [{"type": "mrkdwn", "text": " {% if a is not empty %}x{% endif %} "}]},
                 {"type": "divider"}]
                """, Map.of("a", ""));

        assertThat(blocks.encode()).isEqualTo("[{\"type\":\"divider\"}]");
    }

    @Test
    void aHeaderIsOneLineAndShortened() {
        JsonArray blocks = rendered(
                "[{\"type\": \"header\", \"text\": {\"type\": \"plain_text\", \"text\": \"{{ a }}\"}}]",
                Map.of("a", "one\ntwo " + "😀".repeat(100)));

        assertThat(text(blocks, 0)).startsWith("one two 😀").endsWith("😀…").hasSizeBetween(148, 150);
    }

    @Test
    void moreBlocksThanSlackTakesAreLeftOut() {
        JsonArray fields = new JsonArray();
        for (int i = 0; i < 600; i++) {
            fields.add(new JsonObject().put("label", "n").put("value", i));
        }

        assertThat(rendered("[{\"type\": \"section\", \"fields\": \"fields\"}]", Map.of("fields", fields)))
                .hasSize(50);
    }

    @Test
    void fieldsOfAnotherFormAreLeftOut() {
        JsonArray fields = new JsonArray()
                .add("text")
                .add(new JsonObject().put("value", 7))
                .add(new JsonObject().put("label", "none"))
                .add(new JsonObject().put("label", "").put("value", true));

        assertThat(rendered("[{\"type\": \"section\", \"fields\": \"fields\"}]", Map.of("fields", fields))
                        .encode())
                .contains("*none*\\n–")
                .contains("\"text\":\"true\"")
                .doesNotContain("7");
        assertThat(rendered("[{\"type\": \"section\", \"fields\": \"fields\"}]", Map.of("fields", "none")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                              | it is no JSON array
            [7]                                             | there must be an object in place of 7
            [{"type": "actions"}]                           | the type of a block is header, section, context or divider, not actions
            [{"type": "section"}]                           | there must be an object in place of null
            [{"type": "section", "fields": []}]             | it needs an array of one to ten text objects
            [{"type": "context"}]                           | it needs an array of one to ten text objects
            [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}] | the text of a header is plain_text
            [{"type": "section", "text": {"type": "html", "text": "x"}}]  | the type of a text is plain_text or mrkdwn, not html
            [{"type": "section", "text": {"type": "mrkdwn"}}]             | a text object needs a text
            [{"type": "divider"}, {"type": "section", "text": {"type": "mrkdwn", "text": "{% wenn %}"}}] | block 2, line 1
            """)
    void saysWhatIsWrongAndWhere(String json, String words) {
        assertThatThrownBy(() -> SlackLayout.parse("order/slack.json", json))
                .isInstanceOf(BrokenTemplateException.class)
                .hasMessageStartingWith("template order/slack.json")
                .hasMessageContaining(words);
    }

    @Test
    void aTypesOwnBlocksComeFromItsFolderAndAreTriedAtTheStart(@TempDir Path folder) throws IOException {
        write(
                folder.resolve("welcome_email/slack.json"),
                "[{\"type\": \"section\", \"text\": {\"type\": \"plain_text\","
                        + " \"text\": \"{{ name }}: {{ subject }}, {{ type_title }}\"}}]");
        Templates templates = load(folder);

        SlackMessage message = templates.slack("welcome_email", "Welcome", "Hello", Map.of("name", "Ada"));

        assertThat(text(message.blocks(), 0)).isEqualTo("Ada: Hello, Welcome");
        write(
                folder.resolve("welcome_email/slack.json"),
                "[{\"type\": \"section\", \"text\": {\"type\": \"plain_text\"," + " \"text\": \"{{ nmae }}\"}}]");
        assertThatThrownBy(() -> load(folder))
                .isInstanceOf(BrokenTemplateException.class)
                .hasMessageStartingWith("template welcome_email/slack.json, block 1, line 1: ")
                .hasMessageContaining("nmae");
    }

    @Test
    void whatHasNoBlocksOfItsOwnLooksLikeAll() {
        SlackMessage message = load(Path.of(Templates.BUILT_IN))
                .slack("welcome_email", "Welcome", "Welcome, Ada", Map.of("name", "Ada"));

        assertThat(message.text()).isEqualTo("Welcome, Ada");
        assertThat(text(message.blocks(), 0)).isEqualTo("Welcome, Ada");
        assertThat(message.blocks().encode()).contains("\"type\":\"context\"").contains("\"text\":\"Welcome\"");
    }

    private static Templates load(Path folder) {
        return Templates.load(folder.toString(), TestTypes.of(TestTypes.config(Map.of())));
    }

    private static JsonArray rendered(String json, Map<String, Object> variables) {
        return SlackLayout.parse("test/slack.json", json).render(variables);
    }

    private static String text(JsonArray blocks, int block) {
        return blocks.getJsonObject(block).getJsonObject("text").getString("text");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
