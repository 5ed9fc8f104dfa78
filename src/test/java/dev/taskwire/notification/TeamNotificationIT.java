package dev.taskwire.notification;

import static dev.taskwire.notification.NotificationStage.message;
import static dev.taskwire.notification.NotificationStage.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.Outcome;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alerts and figures, which are for no single reader. */
final class TeamNotificationIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final NotificationStage stage = new NotificationStage(POSTGRES);

    @Test
    void theyGoToTheLogAndToNobodyByMail() throws Exception {
        assertThat(stage.outcomes(
                        stage.handler(), message(1, team("alert", "Trouble: mail")), message(2, team("figures", "37"))))
                .containsOnly(Outcome.DONE);

        assertThat(stage.observed()).hasSize(2).allMatch(one -> one.contains("log"));
        assertThat(stage.rows()).isEmpty();
        assertThat(stage.database().count("SELECT count(*) FROM taskwire.email_deliveries"))
                .isZero();
    }

    @Test
    void oneWithoutATitleIsRejected() throws Exception {
        JsonObject untitled = new JsonObject().put("type", "alert").put("text", "It is over.");

        assertThat(reason(stage.outcomes(stage.handler(), message(1, untitled)).get(0)))
                .isEqualTo("the notification has no title");
    }

    @Test
    void aQueryMailsThemToWhoItAnswers() throws Exception {
        Map<String, Object> types = Map.of(
                "alert",
                Map.of(
                        "channels",
                        "email",
                        "query",
                        "SELECT line, 'ops' AS user_id, 'ops@example.com' AS email, 'Ops' AS name, message ->> 'title' AS title,"
                                + " message ->> 'text' AS text FROM unnest($1::jsonb[]) WITH ORDINALITY AS given (message, line)"));
        RecordingMailer mailer = new RecordingMailer();

        assertThat(stage.outcomes(
                        stage.notifications(Map.of("types", types), mailer).handler(),
                        message(1, team("alert", "Trouble: mail"))))
                .containsExactly(Outcome.DONE);

        assertThat(stage.database().value("SELECT recipient || ' ' || state FROM taskwire.email_deliveries"))
                .isEqualTo("ops@example.com accepted");
    }

    private static JsonObject team(String type, String title) {
        return new JsonObject().put("type", type).put("title", title).put("text", "Something.");
    }
}
