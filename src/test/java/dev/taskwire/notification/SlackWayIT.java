package dev.taskwire.notification;

import static dev.taskwire.notification.NotificationStage.ADA;
import static dev.taskwire.notification.NotificationStage.GRACE;
import static dev.taskwire.notification.NotificationStage.assignment;
import static dev.taskwire.notification.NotificationStage.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.Secret;
import dev.taskwire.config.SlackConfig;
import dev.taskwire.queue.Message;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.SlackStandIn;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notifications that go to a Slack channel beside or instead of other ways. */
@SuppressWarnings("NullAway.Init")
final class SlackWayIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final NotificationStage stage = new NotificationStage(POSTGRES);

    private SlackStandIn slack;

    @BeforeEach
    void listen() throws Exception {
        slack = SlackStandIn.start();
        stage.slackIs(SlackClient.create(
                stage.vertx(), new SlackConfig(Optional.of(new Secret(slack.url())), Duration.ofSeconds(5))));
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void aTypeMayGoToSlackBesideTheMail() throws Exception {
        Message message = message(1, assignment(ADA, GRACE));

        assertThat(stage.outcomes(handler(), message)).containsExactly(Outcome.DONE);
        assertThat(stage.outcomes(handler(), message)).containsExactly(Outcome.DONE);

        assertThat(slack.texts()).containsExactly("Grace &lt;b&gt; assigned you “Paint”");
        assertThat(blocks(0))
                .isEqualTo(
                        "section: Paint; context: for Ada, from Grace &lt;b&gt;, <https://app.example.com/t/42|Open the task>");
        assertThat(stage.mailer().mails()).hasSize(1);
        assertThat(stage.observed()).contains("task_assigned slack sent", "task_assigned email sent");
    }

    @Test
    void aMailThatIsTriedAgainIsNotToldToSlackAgain() throws Exception {
        stage.mailer().answers(new MailAnswer.NotTaken("later", Optional.empty()));
        Message message = message(1, assignment(ADA, GRACE));
        assertThat(stage.outcomes(handler(), message)).containsExactly(Outcome.retry("later"));
        stage.mailer().answers(new MailAnswer.Accepted(Optional.empty()));

        assertThat(stage.outcomes(handler(), message)).containsExactly(Outcome.DONE);

        assertThat(slack.posts()).hasSize(1);
    }

    @Test
    void whileSlackTakesNothingMessagesWaitAndNobodyElseAsksIt() throws Exception {
        slack.answers(429);
        assertThat(stage.outcomes(handler(), message(1, assignment(ADA, GRACE))).get(0))
                .isInstanceOfSatisfying(Outcome.Postpone.class, waits -> {
                    assertThat(waits.waitsFor()).contains("slack");
                    assertThat(waits.after()).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
                });
        slack.answers(200);
        assertThat(stage.outcomes(handler(), message(2, assignment(ADA, GRACE))).get(0))
                .isInstanceOf(Outcome.Postpone.class);
        assertThat(slack.posts()).hasSize(1);
        assertThat(stage.mailer().mails()).hasSize(2);

        stage.database().execute("UPDATE taskwire.destination SET open_at = clock_timestamp()");
        assertThat(stage.outcomes(handler(), message(1, assignment(ADA, GRACE))))
                .containsExactly(Outcome.DONE);
        assertThat(stage.outcomes(handler(), message(2, assignment(ADA, GRACE))))
                .containsExactly(Outcome.DONE);
        assertThat(slack.posts()).hasSize(3);
    }

    @Test
    void aWebhookThatIsGoneClosesSlackUntilItIsMended() throws Exception {
        slack.answers(404);

        assertThat(stage.outcomes(handler(), message(1, assignment(ADA, GRACE))).get(0))
                .isInstanceOf(Outcome.Postpone.class);

        assertThat(stage.database().value("SELECT needs_mending FROM taskwire.destination WHERE name = 'slack'"))
                .isEqualTo("true");
    }

    @Test
    void figuresAreFieldsAndAlertsHaveAHeader() throws Exception {
        Map<String, Object> section = Map.of("types", Map.of("figures", Map.of("channels", "slack")));
        stage.database().execute("""
                TRUNCATE pgmq.q_notifications;
                INSERT INTO public.daily_stats (date, total_tasks, created_tasks, completed_tasks)
                VALUES ('2026-11-24', 1204, 37, 29);
                SELECT taskwire.send_report('daily_report', '2026-11-24', '2026-11-24')
                """);
        JsonObject figures =
                new JsonObject(String.valueOf(stage.database().value("SELECT message FROM pgmq.q_notifications")));

        assertThat(stage.outcomes(stage.notifications(section, stage.mailer()).handler(), message(1, figures)))
                .containsExactly(Outcome.DONE);

        assertThat(slack.texts()).containsExactly("2026-11-24: 37 tasks created, 29 completed");
        assertThat(blocks(0))
                .isEqualTo(
                        "header: 2026-11-24: 37 tasks created, 29 completed; section: *Tasks in all*\n1204, *Created*\n37,"
                                + " *Completed*\n29, *New users*\n–; divider: ; context: *Figures* from Taskwire");
    }

    /** Whatever comes in the fields of a message, Slack takes it, and reads none of it as more than text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!channel> <@U012345> <#C012345>",
                "<https://evil.example|https://good.example> & &amp;",
                "*bold* _italic_ ~gone~ `code` ```block``` > quote :fire:",
                "\"}}, {\"type\": \"divider\"} {{ 7 * 7 }} {% raw %}",
                "😀\u202Eabc\u2028x\r\ny\u0000"
            })
    void hostileTextIsText(String hostile) throws Exception {
        String longOne = hostile.repeat(10_000 / hostile.length() + 1);
        JsonArray fields = new JsonArray();
        for (int i = 0; i < 25; i++) {
            fields.add(new JsonObject().put("label", hostile).put("value", i % 2 == 0 ? hostile : longOne));
        }
        Map<String, Object> section = Map.of("types", Map.of("alert", Map.of("channels", "slack")));
        JsonObject alert = new JsonObject()
                .put("type", "alert")
                .put("title", longOne)
                .put("text", longOne)
                .put("fields", fields);

        assertThat(stage.outcomes(stage.notifications(section, stage.mailer()).handler(), message(1, alert)))
                .containsExactly(Outcome.DONE);

        assertThat(slack.posts()).hasSize(1);
        assertThat(slack.posts().get(0).getJsonArray("blocks")).hasSize(7);
        assertThat(slack.posts().get(0).encode()).doesNotContain("<");
        assertThat(markup()).allSatisfy(value -> assertThat(value).doesNotContainPattern("[*~`]|(^|\\W)_|_(\\W|$)"));
    }

    /** What stands where markup is read, without the label in front. */
    private List<String> markup() {
        return slack.posts().get(0).getJsonArray("blocks").stream()
                .flatMap(block -> texts((JsonObject) block).stream())
                .filter(text -> text.getString("type").equals("mrkdwn"))
                .map(text -> text.getString("text").replaceFirst("^\\*[^*\n]+\\*", ""))
                .toList();
    }

    /** The blocks of a message as type and texts. */
    private String blocks(int post) {
        return slack.posts().get(post).getJsonArray("blocks").stream()
                .map(block -> (JsonObject) block)
                .map(block -> block.getString("type") + ": "
                        + texts(block).stream()
                                .map(text -> text.getString("text"))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    private static List<JsonObject> texts(JsonObject block) {
        List<JsonObject> texts = new ArrayList<>();
        if (block.getValue("text") instanceof JsonObject text) {
            texts.add(text);
        }
        for (String key : List.of("fields", "elements")) {
            if (block.getValue(key) instanceof JsonArray several) {
                several.forEach(one -> texts.add((JsonObject) one));
            }
        }
        return texts;
    }

    private MessageHandler handler() {
        Map<String, Object> section = Map.of(
                "task_url",
                "https://app.example.com/t/{id}",
                "types",
                Map.of("task_assigned", Map.of("channels", "email, in_app, slack")));
        return stage.notifications(section, stage.mailer()).handler();
    }
}
