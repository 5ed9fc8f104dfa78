package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.NotAccepted;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.MailAnswer.Unavailable;
import dev.taskwire.notification.MailAnswer.Unknown;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known about a mail at each step of the dialogue with an SMTP server. */
@ExtendWith(VertxExtension.class)
class SmtpDialogueIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Mail MAIL = LedgerWorker.mail("ada");

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private StandInSmtp server;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        this.server = new StandInSmtp(vertx, Optional.empty());
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void namesItselfTheSenderAndTheRecipient() throws Exception {
        assertThat(send(LONG)).isEqualTo(new Accepted(Optional.of("<" + MAIL.eventId() + "@example.com>")));

        assertThat(server.commands())
                .containsExactly(
                        "EHLO worker.example.com",
                        "MAIL FROM:<taskwire@example.com> SIZE=" + sizeNamed(),
                        "RCPT TO:<ada@example.com>",
                        "DATA");
    }

    @ParameterizedTest
    @CsvSource({
        "greeting, 421 busy, Unavailable",
        "greeting, 450 later, Unavailable",
        "greeting, 554 not you, Misconfigured",
        "greeting, HTTP/1.1 400 Bad Request, Unavailable",
        "HELO, 421 busy, Unavailable",
        "HELO, 550 not you, Misconfigured",
        "MAIL, 421 busy, Unavailable",
        "MAIL, 451 greylisted, Unavailable",
        "MAIL, 452 no room, NotTaken",
        "MAIL, 530 log in, Misconfigured",
        "MAIL, 550 not this sender, Misconfigured",
        "MAIL, 552 too large, Refused",
        "MAIL, 999 what, Unavailable",
        "RCPT, 421 busy, Unavailable",
        "RCPT, 450 greylisted, NotTaken",
        "RCPT, 451 later, NotTaken",
        "RCPT, 452 full, NotTaken",
        "RCPT, 530 log in, Misconfigured",
        "RCPT, 550 nobody here, Refused",
        "RCPT, 551 moved, Refused",
        "RCPT, 553 no such name, Refused",
        "RCPT, 554 no, Refused",
        "RCPT, what, NotTaken",
        "DATA, 421 busy, Unavailable",
        "DATA, 451 later, NotTaken",
        "DATA, 554 no recipients, Refused",
        "., 421 closing, Unavailable",
        "., 451 later, NotTaken",
        "., 452 full, NotTaken",
        "., 550 spam, Refused",
        "., 552 too large, Refused",
        "., 554 spam, Refused",
        "., what, Unknown",
    })
    void aNoIsUnderstoodByWhereItIsSaid(String command, String line, String meaning) throws Exception {
        if (command.equals("HELO")) {
            server.says("EHLO", "502 what");
        }
        server.says(command, line);

        MailAnswer answer = send(LONG);

        assertThat(answer.getClass().getSimpleName()).as(answer.toString()).isEqualTo(meaning);
        assertThat(reason(answer)).contains(line);
        await().until(() -> server.connections() == 0);
    }

    @Test
    void aRefusalHasAllOfTheServersWordsInOneLine() throws Exception {
        server.says("RCPT", "550-5.1.1 No such user\r\n550 5.1.1 here");

        assertThat(send(LONG)).isEqualTo(new Refused("the SMTP server answered 550-5.1.1 No such user 550 5.1.1 here"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"greeting", "EHLO"})
    void aConnectionThatBreaksBeforeTheMailSentNothing(String command) throws Exception {
        server.closes(command);

        assertThat(reason(send(LONG))).startsWith("the connection to the SMTP server broke before the mail was sent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void aConnectionThatBreaksWithinTheMailLeavesItUnknown(String command) throws Exception {
        server.closes(command);

        assertThat(send(LONG)).isInstanceOf(Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"greeting", "EHLO"})
    void aServerThatHangsBeforeTheMailSentNothingAndIsLeft(String command) throws Exception {
        server.hangs(command);

        assertThat(send(SHORT)).isEqualTo(SmtpAnswer.tooLate());
        await().until(() -> server.connections() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void aServerThatHangsWithinTheMailLeavesItUnknownAndIsLeft(String command) throws Exception {
        server.hangs(command);

        assertThat(reason(send(SHORT)))
                .isEqualTo("the SMTP server did not answer in time: whether it took the mail is not known");
        await().until(() -> server.connections() == 0);
    }

    @Test
    void aServerThatAnswersAfterTheDeadlineGetsNoMore() throws Exception {
        server.does("RCPT", socket -> vertx.setTimer(800, late -> StandInSmtp.write(socket, "250 ok")));

        assertThat(send(SHORT)).isInstanceOf(Unknown.class);
        await().pollDelay(Duration.ofSeconds(1)).until(() -> server.connections() == 0);
        assertThat(server.commands()).noneMatch(command -> command.startsWith("DATA"));
        assertThat(server.mails()).isEmpty();
    }

    @Test
    void aConnectionThatIsReadyInTheLastMomentGetsNoMail() throws Exception {
        server.does("EHLO", socket -> vertx.setTimer(1900, late -> StandInSmtp.write(socket, "250 hello")));

        assertThat(send(Duration.ofSeconds(2))).isEqualTo(SmtpAnswer.tooLate());
        assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void sendsNothingAfterTheDeadline() throws Exception {
        List<MailAnswer> answers =
                client(LONG, 1).send(List.of(MAIL), Deadline.in(Duration.ZERO)).await(10, TimeUnit.SECONDS);

        assertThat(answers).containsExactly(SmtpAnswer.tooLate());
        assertThat(server.commands()).isEmpty();
    }

    @Test
    void saysThatNothingWasSentWhereNobodyListens() throws Exception {
        SmtpClient client = client(LONG, 1);
        server.stop();

        MailAnswer answer = send(client, MAIL).await(30, TimeUnit.SECONDS);

        assertThat(answer).isInstanceOf(Unavailable.class);
        assertThat(reason(answer)).startsWith("the SMTP server cannot be reached, the mail was not sent: ");
    }

    @Test
    void aMailThatIsLargerThanTheServerAllowsIsRefused() throws Exception {
        Mail large = new Mail(
                MAIL.eventId(), MAIL.type(), MAIL.to(), new MailContent.Rendered("Large", "x".repeat(200_000), "x"));

        assertThat(send(client(LONG, 1), large).await(30, TimeUnit.SECONDS))
                .isEqualTo(new Refused("the mail is larger than the SMTP server allows"));
    }

    @Test
    void connectionsAreSharedAndKept() throws Exception {
        SmtpClient client = client(LONG, 3);
        List<Future<MailAnswer>> calls = IntStream.range(0, 60)
                .mapToObj(i -> send(client, LedgerWorker.mail("reader" + i)))
                .toList();

        assertThat(Future.all(calls).await(30, TimeUnit.SECONDS).<MailAnswer>list())
                .hasOnlyElementsOfType(Accepted.class);
        assertThat(server.mostConnections()).isEqualTo(3);
        assertThat(server.commands())
                .filteredOn(command -> command.startsWith("EHLO"))
                .hasSize(3);
        assertThat(server.mails()).hasSize(60);
    }

    @Test
    void aMailThatFailsSpoilsNoOther() throws Exception {
        server.does(
                "RCPT",
                socket -> StandInSmtp.write(
                        socket,
                        server.commands().get(server.commands().size() - 1).contains("bad") ? "550 nobody" : "250 ok"));
        SmtpClient client = client(LONG, 1);

        assertThat(send(client, LedgerWorker.mail("good")).await(10, TimeUnit.SECONDS))
                .isInstanceOf(Accepted.class);
        assertThat(send(client, LedgerWorker.mail("bad")).await(10, TimeUnit.SECONDS))
                .isInstanceOf(Refused.class);
        assertThat(send(client, LedgerWorker.mail("fine")).await(10, TimeUnit.SECONDS))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void theWaitForAConnectionCountsTowardsTheDeadline() throws Exception {
        server.hangs(StandInSmtp.END);
        SmtpClient client = client(SHORT, 1);

        List<Future<MailAnswer>> calls =
                IntStream.range(0, 10).mapToObj(i -> send(client, MAIL)).toList();

        List<MailAnswer> answers = Future.all(calls).await(5, TimeUnit.SECONDS).list();
        assertThat(answers.get(0)).isInstanceOf(Unknown.class);
        assertThat(answers.subList(1, 10)).hasOnlyElementsOfType(NotTaken.class);
        assertThat(server.mails()).hasSize(1);
    }

    @Test
    void answersOnTheContextOfWhoAsked() throws Exception {
        SmtpClient client = client(LONG, 1);
        OnContext context = new OnContext(vertx);
        Thread asking = context.begin(Thread::currentThread);

        Future<Thread> answering = context.begin(() -> send(client, MAIL).map(answer -> Thread.currentThread()));

        assertThat(answering.await(10, TimeUnit.SECONDS)).isEqualTo(asking);
    }

    @Test
    void aMailOutlivesTheVerticleThatSendsIt() throws Exception {
        Promise<Void> text = Promise.promise();
        server.does(StandInSmtp.END, socket -> {
            text.complete();
            vertx.setTimer(200, late -> StandInSmtp.write(socket, "250 taken"));
        });
        SmtpClient client = client(LONG, 1);
        Promise<MailAnswer> answered = Promise.promise();
        String sender = vertx.deployVerticle(context -> {
                    send(client, MAIL).onComplete(answered);
                    return Future.succeededFuture();
                })
                .await(10, TimeUnit.SECONDS);

        text.future().await(10, TimeUnit.SECONDS);
        vertx.undeploy(sender).await(10, TimeUnit.SECONDS);

        assertThat(answered.future().await(10, TimeUnit.SECONDS)).isInstanceOf(Accepted.class);
    }

    private String sizeNamed() {
        return server.commands().get(1).replaceAll("\\D+", "");
    }

    private MailAnswer send(Duration timeout) throws Exception {
        return send(client(timeout, 1), MAIL).await(30, TimeUnit.SECONDS);
    }

    private SmtpClient client(Duration timeout, int connections) {
        return SmtpClient.create(vertx, SmtpSetup.config(SmtpSetup.plain(server.port()), timeout, connections));
    }

    private static Future<MailAnswer> send(SmtpClient client, Mail mail) {
        return client.send(List.of(mail), Deadline.in(client.timeout())).map(answers -> answers.get(0));
    }

    private static String reason(MailAnswer answer) {
        return ((NotAccepted) answer).reason();
    }
}
