package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.notification.Notification.Malformed;
import dev.taskwire.notification.Notification.TaskAssigned;
import dev.taskwire.notification.Notification.WelcomeEmail;
import dev.taskwire.queue.Message;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationTest {
    @Test
    void readsAnAssignment() {
        assertThat(parsed("""
                {"type": "task_assigned", "task_id": "t", "task_title": "Paint", "assignee_id": "a", "assigner_id": "b"}
                """)).isEqualTo(new TaskAssigned("t", "Paint", "a", "b"));
    }

    @Test
    void takesNumbersForIds() {
        assertThat(parsed("""
                {"type": "task_assigned", "task_id": 9007199254740993, "task_title": null, "assignee_id": 7}
                """)).isEqualTo(new TaskAssigned("9007199254740993", "", "7", ""));
    }

    @Test
    void writesUuidsAsPostgresDoes() {
        assertThat(parsed("""
                {"type": "task_assigned", "task_id": 1, "assignee_id": "00000000-0000-0000-0000-00000000000A"}
                """)).isEqualTo(new TaskAssigned("1", "", "00000000-0000-0000-0000-00000000000a", ""));
    }

    @Test
    void readsAWelcome() {
        assertThat(parsed("""
                {"type": "welcome_email", "user_id": 1, "email": "ada@example.com", "name": "Ada"}
                """)).isEqualTo(new WelcomeEmail("1", "ada@example.com", "Ada"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                               | the notification has no type
            {"type": 5}                                                      | the notification's type must be a text
            {"type": "no\\nsuch"}                                            | there is no notification of type "no such"
            {"type": "task_assigned"}                                        | the notification has no task_id
            {"type": "task_assigned", "task_id": 1, "assignee_id": null}     | the notification has no assignee_id
            {"type": "task_assigned", "task_id": 1, "assignee_id": ""}       | the notification has no assignee_id
            {"type": "task_assigned", "task_id": 1, "task_title": {}}        | the notification's task_title must be a text
            {"type": "welcome_email", "user_id": 1}                          | the notification has no email
            {"type": "welcome_email", "user_id": 1, "email": ["a@b"]}        | the notification's email must be a text
            """)
    void saysWhatIsWrong(String payload, String reason) {
        assertThat(parsed(payload)).isEqualTo(new Malformed(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "true", "{}", "[1]", "1e400"})
    void refusesWhatIsNoId(String id) {
        assertThat(parsed("{\"type\": \"task_assigned\", \"task_id\": " + id + "}"))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        malformed -> assertThat(malformed.reason())
                                .contains("task_id")
                                .contains("whole number"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "5", "[]", "\"task_assigned\""})
    void refusesWhatIsNoObject(String payload) {
        assertThat(parsed(payload)).isInstanceOf(Malformed.class);
    }

    private static Notification parsed(String payload) {
        return Notification.from(new Message(1, 1, Instant.EPOCH, Json.decodeValue(payload), new JsonObject()));
    }
}
