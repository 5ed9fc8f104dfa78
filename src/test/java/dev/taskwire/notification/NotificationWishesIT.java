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

import dev.taskwire.queue.Message;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.Outcome;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets a notification by which channel, and who does not. */
final class NotificationWishesIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final NotificationStage stage = new NotificationStage(POSTGRES);

    private final RecordingMailer mailer = stage.mailer();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            task_assigned * false                              | 0 | 0
            * * false                                          | 0 | 0
            task_assigned email false                          | 0 | 1
            * email false                                      | 0 | 1
            task_assigned in_app false                         | 1 | 0
            welcome_email * false                              | 1 | 1
            * * false; task_assigned * true                    | 1 | 1
            * * false; task_assigned email true                | 1 | 0
            * email false; task_assigned * true                | 1 | 1
            task_assigned * false; * email true                | 0 | 0
            """)
    void theNarrowestWishCounts(String wishes, int mails, int rows) throws Exception {
        for (String wish : wishes.split("; ", -1)) {
            wish(ADA, wish.split(" ", -1));
        }
        wish(GRACE, "*", "*", "false");

        assertThat(stage.outcomes(stage.handler(), message(1, assignment(ADA, GRACE))))
                .containsExactly(Outcome.DONE);

        assertThat(mailer.mails()).hasSize(mails);
        assertThat(stage.rows()).hasSize(rows);
        assertThat(stage.observed()).hasSize(2);
    }

    @Test
    void whoAssignsHimselfGetsNoMailUnlessConfigured() throws Exception {
        assertThat(stage.outcomes(stage.handler(), message(1, assignment(ADA, ADA))))
                .containsExactly(Outcome.DONE);
        assertThat(mailer.mails()).isEmpty();
        assertThat(stage.rows()).hasSize(1);
        assertThat(stage.observed()).contains("task_assigned email own");

        Map<String, Object> toSelf = Map.of("types", Map.of("task_assigned", Map.of("mail_to_self", true)));
        assertThat(stage.outcomes(stage.notifications(toSelf, mailer).handler(), message(2, assignment(ADA, ADA))))
                .containsExactly(Outcome.DONE);
        assertThat(mailer.recipients()).containsExactly("ada@example.com");
    }

    @Test
    void whoCannotBeToldIsNamedWithTheReason() throws Exception {
        List<Outcome> outcomes = stage.outcomes(
                stage.handler(),
                message(1, assignment(NOBODY, GRACE)),
                message(2, assignment(NO_ADDRESS, GRACE)),
                message(3, assignment(BAD_ADDRESS, GRACE)));

        assertThat(outcomes).hasOnlyElementsOfType(Outcome.Reject.class);
        assertThat(reason(outcomes.get(0))).contains("there is no profile with the id " + NOBODY);
        assertThat(reason(outcomes.get(1))).isEqualTo("the user " + NO_ADDRESS + " has no e-mail address");
        assertThat(reason(outcomes.get(2)))
                .isEqualTo("the user " + BAD_ADDRESS + " has an e-mail address that is none");
    }

    @Test
    void aMailToASuppressedAddressIsNotSentAndTheLedgerSaysWhy() throws Exception {
        stage.database()
                .execute(
                        "INSERT INTO taskwire.suppressed_address (address, reason) VALUES ('ada@example.com', 'bounced')");

        assertThat(stage.outcomes(stage.handler(), message(1, assignment(ADA, GRACE))))
                .containsExactly(Outcome.DONE);

        assertThat(mailer.mails()).isEmpty();
        assertThat(stage.rows()).hasSize(1);
        assertThat(stage.observed()).contains("task_assigned email suppressed");
        assertThat(stage.database().rows("SELECT state, sends, last_error FROM taskwire.email_deliveries"))
                .containsExactly(Map.of("state", "suppressed", "sends", 0, "last_error", "bounced"));

        stage.database().execute("DELETE FROM taskwire.suppressed_address");
        assertThat(stage.outcomes(stage.handler(), message(1, assignment(ADA, GRACE))))
                .containsExactly(Outcome.DONE);
        assertThat(mailer.recipients()).containsExactly("ada@example.com");
    }

    @Test
    void theSecondMessageWithAKeyIsANoOpThatIsCounted() throws Exception {
        assertThat(stage.outcomes(
                        stage.handler(),
                        keyed(1, ADA, "a"),
                        keyed(2, ADA, "a"),
                        keyed(3, GRACE, "b"),
                        message(4, assignment(GRACE, ADA))))
                .containsOnly(Outcome.DONE);
        assertThat(stage.outcomes(stage.handler(), keyed(5, ADA, "a"), keyed(1, ADA, "a")))
                .containsOnly(Outcome.DONE);

        assertThat(mailer.recipients())
                .containsExactlyInAnyOrder("ada@example.com", "grace@example.com", "grace@example.com");
        assertThat(stage.observed())
                .filteredOn(line -> line.endsWith("repeated"))
                .hasSize(2);
        assertThat(stage.database().value("SELECT repeats FROM taskwire.notification_dedup WHERE dedup_key = 'a'"))
                .isEqualTo("2");
    }

    @Test
    void aMessageMayNameItsWindow() throws Exception {
        JsonObject windowed = assignment(ADA, "").put("dedup_key", "w").put("dedup_window", "3d");

        assertThat(stage.outcomes(stage.handler(), message(1, windowed))).containsOnly(Outcome.DONE);

        assertThat(
                        stage.database()
                                .value(
                                        "SELECT until - clock_timestamp() > interval '71 hours' FROM taskwire.notification_dedup"))
                .isEqualTo("true");
    }

    @Test
    void afterItsWindowAKeyIsNew() throws Exception {
        assertThat(stage.outcomes(stage.handler(), keyed(1, ADA, "a"))).containsOnly(Outcome.DONE);
        stage.database().execute("UPDATE taskwire.notification_dedup SET until = clock_timestamp()");

        assertThat(stage.outcomes(stage.handler(), keyed(2, ADA, "a"))).containsOnly(Outcome.DONE);

        assertThat(mailer.mails()).hasSize(2);
    }

    @Test
    void withoutAKeyMailsWaitAndOtherWaysDoNot() throws Exception {
        assertThat(stage.outcomes(stage.handlerWithoutMail(), message(1, assignment(ADA, GRACE))))
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Postpone.class,
                        waits -> assertThat(waits.reason()).contains("SENDGRID_API_KEY"));

        assertThat(stage.rows()).hasSize(1);
        assertThat(stage.database().count("SELECT count(*) FROM taskwire.email_deliveries"))
                .isZero();
    }

    @Test
    void aTypeMayGoToTheLogAlone() throws Exception {
        Map<String, Object> section = Map.of("types", Map.of("task_assigned", Map.of("channels", "log")));

        assertThat(stage.outcomes(
                        stage.notifications(section, mailer).handler(), message(1, assignment(NO_ADDRESS, GRACE))))
                .containsExactly(Outcome.DONE);

        assertThat(stage.observed()).containsExactly("task_assigned log sent");
        assertThat(mailer.mails()).isEmpty();
        assertThat(stage.rows()).isEmpty();
    }

    private static Message keyed(long id, String assignee, String key) {
        UUID event = new UUID(7, id);
        return message(
                id, assignment(assignee, "").put("dedup_key", key), new JsonObject().put("event_id", event.toString()));
    }

    private void wish(String user, String... wish) throws SQLException {
        stage.database()
                .execute(
                        "INSERT INTO taskwire.notification_preferences (user_key, type, channel, wanted) VALUES ('%s', '%s',"
                                        .formatted(user, wish[0])
                                + " '%s', %s)".formatted(wish[1], wish[2]));
    }
}
