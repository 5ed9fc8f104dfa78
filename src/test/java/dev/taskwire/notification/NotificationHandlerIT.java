package dev.taskwire.notification;

import static dev.taskwire.notification.NotificationStage.ADA;
import static dev.taskwire.notification.NotificationStage.COUNTED_QUERY;
import static dev.taskwire.notification.NotificationStage.GRACE;
import static dev.taskwire.notification.NotificationStage.assignment;
import static dev.taskwire.notification.NotificationStage.message;
import static dev.taskwire.notification.NotificationStage.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.notification.MailContent.Rendered;
import dev.taskwire.queue.Message;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From a message to a mail and an in-app row. */
final class NotificationHandlerIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final NotificationStage stage = new NotificationStage(POSTGRES);

    private final RecordingMailer mailer = stage.mailer();

    @Test
    void tellsAnAssigneeByMailAndInTheApplication() throws Exception {
        UUID eventId = UUID.randomUUID();
        Message message = message(1, assignment(ADA, GRACE), new JsonObject().put("event_id", eventId.toString()));

        assertThat(stage.outcomes(stage.handler(), message)).containsExactly(Outcome.DONE);

        assertThat(mailer.mails()).singleElement().satisfies(mail -> {
            assertThat(mail.eventId()).isEqualTo(eventId);
            assertThat(mail.to()).isEqualTo(new MailAddress("ada@example.com", "Ada"));
            Rendered content = (Rendered) mail.content();
            assertThat(content.subject()).isEqualTo("Grace <b> assigned you “Paint”");
            assertThat(content.html()).contains("Grace &lt;b&gt;").contains("https://app.example.com/t/42");
        });
        Map<String, @Nullable Object> row = stage.rows().get(0);
        assertThat(row)
                .containsEntry("id", eventId)
                .containsEntry("user_id", UUID.fromString(ADA))
                .containsEntry("user_key", ADA)
                .containsEntry("type", "task_assigned")
                .containsEntry("title", "Task assigned")
                .containsEntry("message", "Grace <b> assigned you “Paint”")
                .containsEntry("read_at", null);
        assertThat(new JsonObject(String.valueOf(row.get("data")))).isEqualTo(assignment(ADA, GRACE));
    }

    @Test
    void welcomesANewUser() throws Exception {
        JsonObject welcome = new JsonObject("""
                {"type": "welcome_email", "user_id": 5, "email": "new@example.com", "name": "New"}
                """);

        assertThat(stage.outcomes(stage.handler(), message(1, welcome))).containsExactly(Outcome.DONE);

        assertThat(mailer.mails().get(0).to()).isEqualTo(new MailAddress("new@example.com", "New"));
        assertThat(stage.rows().get(0)).containsEntry("user_key", "5").containsEntry("title", "Welcome");
    }

    @Test
    void looksUpAndInsertsAWholeBatchAtOnce() throws Exception {
        Message[] batch = IntStream.range(0, 100)
                .mapToObj(i -> message(i, assignment(i % 2 == 0 ? ADA : GRACE, "")))
                .toArray(Message[]::new);

        assertThat(stage.outcomes(stage.handler(COUNTED_QUERY), batch))
                .hasSize(100)
                .containsOnly(Outcome.DONE);

        assertThat(mailer.mails()).hasSize(100);
        assertThat(stage.rows()).hasSize(100);
        assertThat(stage.count("look_ups")).isEqualTo(1);
        assertThat(stage.count("inserts")).isEqualTo(1);
    }

    @Test
    void redeliveredMessageIsMailedOnceAndHasItsInAppRowOnce() throws Exception {
        Message message = message(1, assignment(ADA, GRACE));

        assertThat(stage.outcomes(stage.handler(), message, message)).containsOnly(Outcome.DONE);
        assertThat(stage.outcomes(stage.handler(), message)).containsOnly(Outcome.DONE);

        assertThat(stage.rows()).hasSize(1);
        assertThat(mailer.mails()).hasSize(1);
    }

    @Test
    void derivedEventIdIsTheOneThatSqlDerives() throws Exception {
        assertThat(stage.outcomes(stage.handler(), message(1, assignment(ADA, GRACE))))
                .containsOnly(Outcome.DONE);

        assertThat(stage.rows().get(0).get("id"))
                .hasToString(POSTGRES.database().value("""
                SELECT md5('notifications' || ':' || 1::bigint || ':'
                  || (extract(epoch FROM timestamptz '2026-01-02 03:04:05.123456+00') * 1000000)::bigint)::uuid
                """));
    }

    @Test
    void worksWithKeysThatAreNumbers() throws Exception {
        MessageHandler handler =
                stage.handler("SELECT id::text, email, name FROM public.people WHERE id = ANY ($1::text[]::bigint[])");

        List<Outcome> outcomes = stage.outcomes(
                handler,
                message(1, assignment(7, 9007199254740993L)),
                message(2, assignment(9007199254740993L, 7)),
                message(3, assignment("99999999999999999999", 7)));

        assertThat(outcomes.subList(0, 2)).containsOnly(Outcome.DONE);
        assertThat(reason(outcomes.get(2))).contains("the profile query cannot take the id 99999999999999999999");
        assertThat(mailer.recipients()).containsExactlyInAnyOrder("seven@example.com", "big@example.com");
        assertThat(stage.rows())
                .allSatisfy(row -> assertThat(row).containsEntry("user_id", null))
                .extracting(row -> row.get("user_key"))
                .containsExactlyInAnyOrder("7", "9007199254740993");
    }
}
