package dev.taskwire.notification;

import static dev.taskwire.notification.NotificationStage.ADA;
import static dev.taskwire.notification.NotificationStage.BAD_ADDRESS;
import static dev.taskwire.notification.NotificationStage.GRACE;
import static dev.taskwire.notification.NotificationStage.NOBODY;
import static dev.taskwire.notification.NotificationStage.NO_ADDRESS;
import static dev.taskwire.notification.NotificationStage.assignment;
import static dev.taskwire.notification.NotificationStage.message;
import static dev.taskwire.notification.NotificationStage.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.StandInSendGrid.Received;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages, rows, mails and queries with something wrong about them, and how far that reaches. */
final class NotificationFaultIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final NotificationStage stage = new NotificationStage(POSTGRES);

    private final RecordingMailer mailer = stage.mailer();

    @Test
    void badMessagesHurtOnlyThemselves() throws Exception {
        List<Outcome> outcomes = stage.outcomes(
                stage.handler(),
                message(1, assignment(ADA, GRACE)),
                message(2, assignment(NOBODY, GRACE)),
                message(3, assignment(NO_ADDRESS, GRACE)),
                message(4, assignment(BAD_ADDRESS, GRACE)),
                message(5, assignment("not-a-uuid", GRACE)),
                message(6, new JsonObject()),
                message(7, assignment(GRACE, ADA)));

        assertThat(outcomes.subList(1, 6)).hasOnlyElementsOfType(Outcome.Reject.class);
        assertThat(outcomes.stream().map(NotificationStage::reason))
                .containsExactly(
                        "done",
                        "the assignee cannot be told: there is no profile with the id " + NOBODY,
                        "the user " + NO_ADDRESS + " has no e-mail address",
                        "the user " + BAD_ADDRESS + " has an e-mail address that is none",
                        "the assignee cannot be told: the profile query cannot take the id not-a-uuid: ERROR: invalid"
                                + " input syntax for type uuid: \"not-a-uuid\" (22P02)",
                        "the notification has no type",
                        "done");
        assertThat(mailer.recipients()).containsExactlyInAnyOrder("ada@example.com", "grace@example.com");
    }

    @Test
    void assignerNeedNotBeKnown() throws Exception {
        List<Outcome> outcomes = stage.outcomes(
                stage.handler(),
                message(1, assignment(ADA, "a service")),
                message(2, assignment(ADA, NOBODY)),
                message(3, assignment(ADA, "")));

        assertThat(outcomes).containsOnly(Outcome.DONE);
        assertThat(mailer.mails())
                .extracting(mail -> ((MailContent.Rendered) mail.content()).subject())
                .containsOnly("You have a new task: Paint");
    }

    @Test
    void rowThatTheTableRefusesIsNotMailed() throws Exception {
        POSTGRES.database()
                .execute("ALTER TABLE public.notifications ADD CONSTRAINT short CHECK (length(message) < 100)");
        try {
            List<Outcome> outcomes = stage.outcomes(
                    stage.handler(),
                    message(1, assignment(ADA, GRACE)),
                    message(2, assignment(ADA, GRACE).put("task_title", "x".repeat(10_000))),
                    message(3, assignment(GRACE, ADA)));

            assertThat(outcomes.get(0)).isEqualTo(Outcome.DONE);
            assertThat(reason(outcomes.get(1))).startsWith("the table of in-app notifications refused the row: ");
            assertThat(outcomes.get(2)).isEqualTo(Outcome.DONE);
            assertThat(mailer.mails()).hasSize(2);
        } finally {
            POSTGRES.database().execute("ALTER TABLE public.notifications DROP CONSTRAINT short");
        }
    }

    @Test
    void mailThatFailsLeavesTheInAppRow() throws Exception {
        mailer.answers(new Refused("SendGrid answered 400"));

        assertThat(stage.outcomes(stage.handler(), message(1, assignment(ADA, GRACE))))
                .containsExactly(Outcome.reject("SendGrid answered 400"));
        assertThat(stage.rows()).hasSize(1);
    }

    @Test
    void queryThatIsWrongFailsTheBatchButNotTheMalformed() throws Exception {
        List<Outcome> outcomes = stage.outcomes(
                stage.handler("SELECT id, email, name FROM public.no_such_table WHERE id = ANY ($1)"),
                message(1, assignment(ADA, GRACE)),
                message(2, new JsonObject()));

        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Retry.class);
        assertThat(reason(outcomes.get(0))).contains("no_such_table");
        assertThat(outcomes.get(1)).isEqualTo(Outcome.reject("the notification has no type"));
        assertThat(mailer.mails()).isEmpty();
    }

    @Test
    void hostileTitleReachesTheMailAsTextToOneRecipient() throws Exception {
        StandInSendGrid sendGrid = new StandInSendGrid(stage.vertx());
        JsonObject hostile = assignment(ADA, GRACE)
                .put("task_title", "<script>alert(1)</script>\r\nBcc: eve@example.com\r\n\r\n\"}],\"to\":[");
        MessageHandler handler = stage.handler(sendGrid.client(Duration.ofSeconds(10), 4));

        assertThat(stage.outcomes(handler, message(1, hostile))).containsExactly(Outcome.DONE);

        Received request = sendGrid.received().get(0);
        JsonArray personalizations = request.body().getJsonArray("personalizations");
        assertThat(personalizations).hasSize(1);
        assertThat(personalizations.getJsonObject(0).getJsonArray("to"))
                .isEqualTo(new JsonArray("[{\"email\": \"ada@example.com\", \"name\": \"Ada\"}]"));
        assertThat(request.body().getString("subject"))
                .isEqualTo("Grace <b> assigned you “<script>alert(1)</script> Bcc: eve@example.com \"}],\"to\":[”");
        assertThat(request.body().fieldNames())
                .containsExactly("personalizations", "from", "categories", "subject", "content", "tracking_settings");
        assertThat(request.body().getJsonArray("content").getJsonObject(1).getString("value"))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; Bcc: eve@example.com")
                .doesNotContain("<script");
        sendGrid.stop();
    }
}
