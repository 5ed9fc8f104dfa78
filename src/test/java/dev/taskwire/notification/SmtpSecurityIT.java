package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.SmtpLogin;
import dev.taskwire.config.SmtpSecurity;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.Misconfigured;
import dev.taskwire.notification.MailAnswer.NotAccepted;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Unavailable;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What an SMTP client says to whom, and what it never says. */
@ExtendWith(VertxExtension.class)
class SmtpSecurityIT {
    private static final String PASSWORD = SmtpSetup.LOGIN.password().value();
    private static final String PASSWORD_AS_LOGIN_SENDS_IT =
            Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.UTF_8));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TestCertificate localhost;

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private StandInSmtp server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        localhost = TestCertificate.create(folder, "localhost");
    }

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        this.server = new StandInSmtp(vertx, Optional.of(localhost.options()));
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void encryptsBeforeItLogsInAndSends() throws Exception {
        assertThat(send(Optional.of(localhost.options()))).isInstanceOf(Accepted.class);

        assertThat(server.commands())
                .extracting(command -> command.split(" ", 2)[0])
                .startsWith("EHLO", "STARTTLS", "EHLO", "AUTH");
        assertThat(server.mails()).hasSize(1);
    }

    @Test
    void saysNothingToACertificateThatNobodyVouchesFor() throws Exception {
        MailAnswer answer = send(Optional.empty());

        assertThat(answer).isInstanceOf(Misconfigured.class);
        assertThat(reason(answer)).startsWith("the SMTP server's certificate is not accepted: ");
        assertThat(server.commands()).containsExactly("EHLO worker.example.com", "STARTTLS");
    }

    @Test
    void saysNothingToACertificateForAnotherName() throws Exception {
        TestCertificate other = TestCertificate.create(folder, "mail.example.com");
        server.stop();
        server = new StandInSmtp(vertx, Optional.of(other.options()));

        MailAnswer answer = send(Optional.of(other.options()));

        assertThat(answer).isInstanceOf(Misconfigured.class);
        assertThat(reason(answer))
                .startsWith("the SMTP server's certificate is not accepted: ")
                .contains("localhost");
        assertThat(server.commands()).containsExactly("EHLO worker.example.com", "STARTTLS");
    }

    @Test
    void looksAtTheCertificateOfEveryConnection() throws Exception {
        SmtpClient client = client(Optional.empty());

        assertThat(send(client)).isInstanceOf(Misconfigured.class);
        assertThat(send(client)).isInstanceOf(Misconfigured.class);
        assertThat(server.commands()).noneMatch(command -> command.startsWith("AUTH"));
    }

    @Test
    void saysNothingToAServerThatDoesNotEncrypt() throws Exception {
        server.says("EHLO", "250-hello\r\n250 AUTH PLAIN LOGIN");

        MailAnswer answer = send(Optional.of(localhost.options()));

        assertThat(answer).isInstanceOf(Misconfigured.class);
        assertThat(reason(answer)).contains("STARTTLS required");
        assertThat(server.commands()).noneMatch(command -> command.startsWith("AUTH") || command.startsWith("MAIL"));
    }

    @Test
    void saysNothingToAServerThatTakesBackItsOfferToEncrypt() throws Exception {
        server.does("STARTTLS", socket -> {
            StandInSmtp.write(socket, "454 not now");
            vertx.setTimer(100, soon -> socket.close().onFailure(Throwable::printStackTrace));
        });

        assertThat(send(Optional.of(localhost.options()))).isInstanceOf(NotTaken.class);
        assertThat(server.commands()).noneMatch(command -> command.startsWith("AUTH") || command.startsWith("MAIL"));
    }

    @Test
    void sendsNothingWhereTheLoginIsNotAskedFor() throws Exception {
        server.does(
                "EHLO",
                socket -> StandInSmtp.write(socket, socket.isSsl() ? "250 hello" : "250-hello\r\n250 STARTTLS"));

        MailAnswer answer = send(Optional.of(localhost.options()));

        assertThat(answer).isInstanceOf(Misconfigured.class);
        assertThat(reason(answer)).contains("login is required");
        assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @ParameterizedTest
    @CsvSource({
        "535 wrong, Misconfigured",
        "534 weak, Misconfigured",
        "530 what, Misconfigured",
        "454 later, Unavailable",
        "421 busy, Unavailable"
    })
    void aLoginThatIsRefusedIsAboutAllMails(String line, String meaning) throws Exception {
        server.says("AUTH", line);

        MailAnswer answer = send(Optional.of(localhost.options()));

        assertThat(answer.getClass().getSimpleName()).as(answer.toString()).isEqualTo(meaning);
        assertThat(reason(answer)).contains(line);
        assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void neverRepeatsThePassword() throws Exception {
        server.says("AUTH", "535 wrong: " + PASSWORD + " " + PASSWORD_AS_LOGIN_SENDS_IT);

        MailAnswer answer = send(Optional.of(localhost.options()));

        assertThat(reason(answer)).isEqualTo("the SMTP server answered 535 wrong: **** ****");
        assertThat(LoggerFactory.getLogger("io.vertx.ext.mail.impl.SMTPAuthentication")
                        .isErrorEnabled())
                .as("the mail client would repeat it")
                .isFalse();
    }

    @Test
    void thePasswordIsInNoLog() throws Exception {
        try (RecordedLog log = RecordedLog.begin("io.vertx.ext.mail", "dev.taskwire")) {
            assertThat(send(Optional.of(localhost.options()))).isInstanceOf(Accepted.class);

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("AUTH"))
                    .noneMatch(line -> line.contains(PASSWORD) || line.contains(PASSWORD_AS_LOGIN_SENDS_IT));
        }
        assertThat(SmtpSetup.LOGIN.toString()).doesNotContain(PASSWORD);
    }

    @Test
    void encryptsFromTheFirstByteWhereThatIsTheWay() throws Exception {
        server.stop();
        server = StandInSmtp.overTls(vertx, localhost.options());

        assertThat(send(client(SmtpSecurity.TLS, Optional.of(localhost.options()))))
                .isInstanceOf(Accepted.class);
        assertThat(send(client(SmtpSecurity.TLS, Optional.empty()))).isInstanceOf(Misconfigured.class);
        assertThat(server.mails()).hasSize(1);
    }

    @Test
    void aServerThatSpeaksNoTlsIsNoOne() throws Exception {
        MailAnswer answer = send(client(SmtpSecurity.TLS, Optional.of(localhost.options())));

        assertThat(answer).isInstanceOf(NotAccepted.class).isNotInstanceOf(Unavailable.class);
        await().until(() -> server.connections() == 0);
        assertThat(server.mails()).isEmpty();
    }

    private MailAnswer send(Optional<TrustOptions> trust) throws Exception {
        return send(client(trust));
    }

    private static MailAnswer send(SmtpClient client) throws Exception {
        return client.send(List.of(LedgerWorker.mail("ada")), Deadline.in(client.timeout()))
                .await(30, TimeUnit.SECONDS)
                .get(0);
    }

    private SmtpClient client(Optional<TrustOptions> trust) {
        return client(SmtpSecurity.STARTTLS, trust);
    }

    private SmtpClient client(SmtpSecurity security, Optional<TrustOptions> trust) {
        Optional<SmtpLogin> login = Optional.of(SmtpSetup.LOGIN);
        return SmtpClient.create(
                vertx,
                SmtpSetup.config(SmtpSetup.server(server.port(), security, login), Duration.ofSeconds(10), 1),
                trust);
    }

    private static String reason(MailAnswer answer) {
        return ((NotAccepted) answer).reason();
    }
}
