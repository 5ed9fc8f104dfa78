package dev.taskwire.notification;

import static dev.taskwire.notification.NotificationStage.ADA;
import static dev.taskwire.notification.NotificationStage.GRACE;
import static dev.taskwire.notification.NotificationStage.assignment;
import static dev.taskwire.notification.NotificationStage.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.notification.MailContent.Rendered;
import dev.taskwire.queue.Message;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What comes for one reader within a window is told in one mail. */
final class DigestIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final NotificationStage stage = new NotificationStage(POSTGRES);

    private final RecordingMailer mailer = stage.mailer();

    @Test
    void severalOfOneReaderBecomeOneMail() throws Exception {
        MessageHandler handler = gathering();
        assertThat(stage.outcomes(handler, event(1, ADA, "Paint"), event(2, GRACE, "Sing"), event(3, ADA, "Dance")))
                .containsOnly(Outcome.DONE);
        assertThat(mailer.mails()).isEmpty();
        assertThat(stage.rows()).hasSize(3);
        assertThat(stage.observed())
                .filteredOn(line -> line.equals("task_assigned email gathered"))
                .hasSize(3);

        assertThat(stage.outcomes(handler, windowsEnd(ADA), windowsEnd(GRACE))).containsOnly(Outcome.DONE);

        assertThat(mailer.mails())
                .extracting(mail -> mail.to().email() + ": " + ((Rendered) mail.content()).subject())
                .containsExactlyInAnyOrder(
                        "ada@example.com: You have 2 new tasks", "grace@example.com: You have a new task: Sing");
        assertThat(stage.rows()).hasSize(3);
    }

    @Test
    void theMessageThatEndsTheWindowIsSentWithTheFirstAndIsDueAtItsEnd() throws Exception {
        assertThat(stage.outcomes(gathering(), event(1, ADA, "Paint"), event(2, ADA, "Dance")))
                .containsOnly(Outcome.DONE);

        assertThat(stage.database().rows("""
                SELECT message ->> 'type' AS type, message ->> 'of' AS of, headers ->> 'event_id' = digest.id::text AS known,
                  extract(epoch FROM vt - clock_timestamp()) BETWEEN 20 AND 30 AS due
                FROM pgmq.q_notifications JOIN taskwire.digest ON digest.id::text = message ->> 'digest_id'
                """))
                .containsExactly(Map.of("type", "digest", "of", "task_assigned", "known", true, "due", true));
    }

    @Test
    void aRedeliveredMessageIsGatheredOnceAndAWindowIsToldOnce() throws Exception {
        MessageHandler handler = gathering();
        Message first = event(1, ADA, "Paint");
        assertThat(stage.outcomes(handler, first, event(2, ADA, "Dance"))).containsOnly(Outcome.DONE);
        assertThat(stage.outcomes(gathering(), first)).containsOnly(Outcome.DONE);
        Message end = windowsEnd(ADA);

        assertThat(stage.outcomes(handler, end)).containsOnly(Outcome.DONE);
        assertThat(stage.outcomes(gathering(), end)).containsOnly(Outcome.DONE);

        assertThat(mailer.mails())
                .extracting(mail -> ((Rendered) mail.content()).subject())
                .containsExactly("You have 2 new tasks");
    }

    @Test
    void whatComesAfterAWindowsEndOpensAnother() throws Exception {
        MessageHandler handler = gathering();
        assertThat(stage.outcomes(handler, event(1, ADA, "Paint"))).containsOnly(Outcome.DONE);
        assertThat(stage.outcomes(handler, windowsEnd(ADA))).containsOnly(Outcome.DONE);

        assertThat(stage.outcomes(handler, event(2, ADA, "Dance"))).containsOnly(Outcome.DONE);

        assertThat(stage.database().count("SELECT count(*) FROM taskwire.digest WHERE closed_at IS NULL"))
                .isEqualTo(1);
        assertThat(mailer.mails()).hasSize(1);
    }

    @Test
    void whoDoesNotWantTheTypeAnyMoreIsNotTold() throws Exception {
        MessageHandler handler = gathering();
        assertThat(stage.outcomes(handler, event(1, ADA, "Paint"))).containsOnly(Outcome.DONE);
        stage.database()
                .execute("INSERT INTO taskwire.notification_preferences (user_key, type, wanted) VALUES ('" + ADA
                        + "', 'task_assigned', false)");

        assertThat(stage.outcomes(handler, windowsEnd(ADA))).containsOnly(Outcome.DONE);

        assertThat(mailer.mails()).isEmpty();
    }

    private MessageHandler gathering() {
        Map<String, Object> section = Map.of("types", Map.of("task_assigned", Map.of("digest", "30s")));
        return stage.notifications(section, mailer).handler();
    }

    private static Message event(long id, String assignee, String title) {
        UUID event = new UUID(9, id);
        return message(
                id,
                assignment(assignee, "").put("task_title", title),
                new JsonObject().put("event_id", event.toString()));
    }

    /** The message that ends the reader's window, as it stands in the queue. */
    private Message windowsEnd(String reader) throws SQLException {
        Map<String, ?> row = stage.database().rows("""
                        SELECT msg_id, message::text AS message, headers::text AS headers FROM pgmq.q_notifications
                        WHERE message ->> 'digest_id' = (SELECT id::text FROM taskwire.digest
                          WHERE user_key = '%s' AND closed_at IS NULL)
                        """.formatted(reader)).get(0);
        return message(
                Long.parseLong(String.valueOf(row.get("msg_id"))),
                new JsonObject(String.valueOf(row.get("message"))),
                new JsonObject(String.valueOf(row.get("headers"))));
    }
}
