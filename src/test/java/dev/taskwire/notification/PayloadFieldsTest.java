package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadFieldsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"id": "t"}                                      | t
            {"id": 9007199254740993}                         | 9007199254740993
            {"id": "00000000-0000-0000-0000-00000000000A"}   | 00000000-0000-0000-0000-00000000000a
            """)
    void readsKeysAsPostgresPrintsThem(String payload, String id) {
        PayloadFields fields = new PayloadFields(new JsonObject(payload));

        assertThat(fields.id("id")).isEqualTo(id);
        assertThat(fields.problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "true", "{}", "[1]", "1e400"})
    void refusesWhatIsNoId(String id) {
        PayloadFields fields = new PayloadFields(new JsonObject("{\"task_id\": " + id + "}"));

        assertThat(fields.id("task_id")).isEmpty();
        assertThat(fields.problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("task_id").contains("whole number"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}               | the notification has no type
            {"type": null}   | the notification has no type
            {"type": ""}     | the notification has no type
            {"type": 5}      | the notification's type must be a text
            """)
    void saysWhatIsWrongWithAText(String payload, String reason) {
        PayloadFields fields = new PayloadFields(new JsonObject(payload));

        assertThat(fields.text("type")).isEmpty();
        assertThat(fields.problem()).hasValue(reason);
    }

    @Test
    void keepsTheFirstProblem() {
        PayloadFields fields = new PayloadFields(new JsonObject());

        assertThat(fields.id("task_id") + fields.text("type")).isEmpty();
        assertThat(fields.problem()).hasValue("the notification has no task_id");
    }
}
