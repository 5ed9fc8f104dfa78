package dev.taskwire.notification;

import static dev.taskwire.notification.NotificationStage.ADA;
import static dev.taskwire.notification.NotificationStage.GRACE;
import static dev.taskwire.notification.NotificationStage.assignment;
import static dev.taskwire.notification.NotificationStage.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.Secret;
import dev.taskwire.config.SlackConfig;
import dev.taskwire.queue.Message;
import dev.taskwire.testing.PostgresExtension;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Notifications that go to a Slack channel beside or instead of other ways. */
@SuppressWarnings("NullAway.Init")
final class SlackWayIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final NotificationStage stage = new NotificationStage(POSTGRES);

    private final List<String> posts = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    @BeforeEach
    void listen() throws Exception {
        HttpServer server = stage.vertx()
                .createHttpServer()
                .requestHandler(request -> request.body()
                        .onSuccess(body -> posts.add(body.toJsonObject().getString("text")))
                        .compose(body -> request.response()
                                .setStatusCode(status)
                                .putHeader("Retry-After", "30")
                                .end("ok"))
                        .onFailure(Throwable::printStackTrace))
                .listen(0, "localhost")
                .await(10, TimeUnit.SECONDS);
        Secret address = new Secret("http://localhost:" + server.actualPort() + "/services/secret");
        stage.slackIs(SlackClient.create(stage.vertx(), new SlackConfig(Optional.of(address), Duration.ofSeconds(5))));
    }

    @Test
    void aTypeMayGoToSlackBesideTheMail() throws Exception {
        Message message = message(1, assignment(ADA, GRACE));

        assertThat(stage.outcomes(handler(), message)).containsExactly(Outcome.DONE);
        assertThat(stage.outcomes(handler(), message)).containsExactly(Outcome.DONE);

        assertThat(posts).containsExactly("Grace &lt;b&gt; assigned you “Paint”");
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

        assertThat(posts).hasSize(1);
    }

    @Test
    void whileSlackTakesNothingMessagesWaitAndNobodyElseAsksIt() throws Exception {
        status = 429;
        assertThat(stage.outcomes(handler(), message(1, assignment(ADA, GRACE))).get(0))
                .isInstanceOfSatisfying(Outcome.Postpone.class, waits -> {
                    assertThat(waits.waitsFor()).contains("slack");
                    assertThat(waits.after()).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
                });
        status = 200;
        assertThat(stage.outcomes(handler(), message(2, assignment(ADA, GRACE))).get(0))
                .isInstanceOf(Outcome.Postpone.class);
        assertThat(posts).hasSize(1);
        assertThat(stage.mailer().mails()).hasSize(2);

        stage.database().execute("UPDATE taskwire.destination SET open_at = clock_timestamp()");
        assertThat(stage.outcomes(handler(), message(1, assignment(ADA, GRACE))))
                .containsExactly(Outcome.DONE);
        assertThat(stage.outcomes(handler(), message(2, assignment(ADA, GRACE))))
                .containsExactly(Outcome.DONE);
        assertThat(posts).hasSize(3);
    }

    @Test
    void aWebhookThatIsGoneClosesSlackUntilItIsMended() throws Exception {
        status = 404;

        assertThat(stage.outcomes(handler(), message(1, assignment(ADA, GRACE))).get(0))
                .isInstanceOf(Outcome.Postpone.class);

        assertThat(stage.database().value("SELECT needs_mending FROM taskwire.destination WHERE name = 'slack'"))
                .isEqualTo("true");
    }

    private MessageHandler handler() {
        Map<String, Object> section =
                Map.of("types", Map.of("task_assigned", Map.of("channels", "email, in_app, slack")));
        return stage.notifications(section, stage.mailer()).handler();
    }
}
