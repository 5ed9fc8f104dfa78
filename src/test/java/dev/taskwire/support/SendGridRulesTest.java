package dev.taskwire.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SendGridRulesTest {
    static JsonObject body() {
        return new JsonObject("""
                {"personalizations": [
                   {"to": [{"email": "ada@example.com", "name": "Ada 😀"}], "custom_args": {"event_id": "e1"}},
                   {"to": [{"email": "grace@example.com"}], "cc": [{"email": "alan@example.com"}]}],
                 "from": {"email": "taskwire@example.com"},
                 "subject": "Hello",
                 "categories": ["task_assigned"],
                 "headers": {"List-Unsubscribe": "<https://example.com/off>"},
                 "content": [{"type": "text/plain", "value": "words"}, {"type": "text/html", "value": "<p>words</p>"}]}
                """);
    }

    @Test
    void findNothingInARequestThatIsRight() {
        assertThat(SendGridRules.brokenBy(body(), 500)).isEmpty();
    }

    @Test
    void aTemplateNeedsNeitherSubjectNorContent() {
        JsonObject body = body().put("template_id", "d-1");
        body.remove("subject");
        body.remove("content");
        body.getJsonArray("personalizations").getJsonObject(0).put("dynamic_template_data", new JsonObject());

        assertThat(SendGridRules.brokenBy(body, 500)).isEmpty();
    }

    /** A field of the request, of its first personalization where it begins with P, and what it must not be. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    personalizations        | []                              | personalizations: 1 to 1000
                    personalizations        | {}                              | personalizations: it is no array
                    personalizations        | [7]                             | personalizations.0.to: a recipient is missing
                    from                    | {"name": "Taskwire"}            | from.email: it is missing
                    from                    | {"email": "a@b.c", "name": "\\n"} | from.name: it has a line break
                    subject                 | null                            | subject: it is missing
                    subject                 | ""                              | subject: it is empty
                    subject                 | "Hello\\r\\nBcc: eve"           | subject: it has a line break
                    subject                 | "Hello\\u2028there"             | subject: it has a line break
                    subject                 | 7                               | subject: it is no text
                    content                 | null                            | content: it is missing
                    content                 | [{"type": "text/html", "value": "x"}, {"type": "text/plain", "value": "x"}] | content.1.type: one text/plain
                    content                 | [{"type": "text/plain", "value": "x"}, {"type": "text/plain", "value": "x"}] | content.1.type: one text/plain
                    content                 | [{"type": "text/plain", "value": ""}] | content.0.value: it is empty
                    categories              | ["a", "b", "a"]                 | categories: one is there twice
                    categories              | ["1","2","3","4","5","6","7","8","9","10","11"] | categories: 10 are the most, not 11
                    custom_args             | {"event_id": "e1"}              | custom_args: they belong
                    headers                 | {"BCC": "eve@example.com"}      | headers.BCC: SendGrid sets
                    headers                 | {"X-Type": "a\\nBcc: eve"}      | headers.X-Type: it has a line break
                    P to                    | []                              | personalizations.0.to: a recipient is missing
                    P to                    | [{"name": "Ada"}]               | personalizations.0.to.0.email: it is missing
                    P to                    | [{"email": "a@b.c"}, {"email": "A@B.C"}] | personalizations.0.to.1.email: the request has a@b.c
                    P to                    | [{"email": "GRACE@example.com"}] | personalizations.1.to.0.email: the request has grace@example.com
                    P bcc                   | [{"email": "Ada@example.com"}]  | personalizations.0.bcc.0.email: the request has ada@example.com
                    P custom_args           | "event_id"                      | personalizations.0.custom_args: it is no object
                    P custom_args           | {"number": 7}                   | personalizations.0.custom_args: not all values
                    P dynamic_template_data | {}                              | personalizations.0.dynamic_template_data: it goes
                    P headers               | {"Subject": "another"}          | personalizations.0.headers.Subject: SendGrid sets
                    P subject               | "a\\nb"                         | personalizations.0.subject: it has a line break
                    """)
    void nameWhatIsWrong(String field, String value, String sentence) {
        JsonObject body = body();
        JsonObject place =
                field.startsWith("P ") ? body.getJsonArray("personalizations").getJsonObject(0) : body;
        place.put(field.replace("P ", ""), new JsonArray("[" + value + "]").getValue(0));

        assertThat(SendGridRules.brokenBy(body, 500))
                .anySatisfy(broken -> assertThat(broken).startsWith(sentence));
    }

    @Test
    void limitWhatGrows() {
        JsonObject most = body();
        most.put("personalizations", personalizations(1000, 1)).put("categories", new JsonArray().add("c".repeat(255)));
        JsonObject more = body();
        more.put("personalizations", personalizations(1001, 1)).put("categories", new JsonArray().add("c".repeat(256)));
        JsonObject wide = body().put("personalizations", personalizations(501, 2));

        assertThat(SendGridRules.brokenBy(most, 30 * 1024 * 1024)).isEmpty();
        assertThat(SendGridRules.brokenBy(more, 30 * 1024 * 1024 + 1))
                .extracting(sentence -> sentence.replaceFirst(":.*", ""))
                .containsExactly("body", "personalizations", "personalizations", "categories");
        assertThat(SendGridRules.brokenBy(wide, 500)).singleElement().asString().contains("1000 recipients");
    }

    @Test
    void countCustomArgsInBytes() {
        JsonObject body = body();
        JsonObject first = body.getJsonArray("personalizations").getJsonObject(0);

        first.put("custom_args", new JsonObject().put("a", "é".repeat(4996)));
        assertThat(SendGridRules.brokenBy(body, 500)).isEmpty();
        first.put("custom_args", new JsonObject().put("a", "é".repeat(4997)));
        assertThat(SendGridRules.brokenBy(body, 500)).singleElement().asString().contains("not 10002");
    }

    private static JsonArray personalizations(int number, int recipientsEach) {
        JsonArray all = new JsonArray();
        IntStream.range(0, number).forEach(i -> {
            JsonArray to = new JsonArray();
            IntStream.range(0, recipientsEach)
                    .forEach(j -> to.add(new JsonObject().put("email", "u" + i + "." + j + "@example.com")));
            all.add(new JsonObject().put("to", to));
        });
        return all;
    }
}
