package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.taskwire.config.Secret;
import dev.taskwire.config.SmtpLogin;
import dev.taskwire.config.SmtpSecurity;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.Misconfigured;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Logging in to a mail server that knows its users, over TLS. */
@ExtendWith(VertxExtension.class)
class SmtpLoginIT {
    private static final GreenMail SERVER = new GreenMail(ServerSetup.SMTPS.dynamicPort());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TestCertificate localhost;

    @BeforeAll
    static void start() throws Exception {
        localhost = TestCertificate.create(folder, "localhost");
        System.setProperty("greenmail.tls.keystore.file", localhost.options().getPath());
        System.setProperty(
                "greenmail.tls.keystore.password", localhost.options().getPassword());
        SERVER.setUser(
                "ada@example.com",
                SmtpSetup.LOGIN.username(),
                SmtpSetup.LOGIN.password().value());
        SERVER.getManagers().getUserManager().setAuthRequired(true);
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
        System.clearProperty("greenmail.tls.keystore.file");
        System.clearProperty("greenmail.tls.keystore.password");
    }

    @Test
    void aMailComesWithTheRightPasswordAlone(Vertx vertx) throws Exception {
        SmtpLogin wrong = new SmtpLogin(SmtpSetup.LOGIN.username(), new Secret("wrong"));

        assertThat(send(vertx, wrong)).isInstanceOf(Misconfigured.class);
        assertThat(SERVER.getReceivedMessages()).isEmpty();
        assertThat(send(vertx, SmtpSetup.LOGIN)).isInstanceOf(Accepted.class);
        assertThat(SERVER.getReceivedMessages()).hasSize(1);
    }

    private static MailAnswer send(Vertx vertx, SmtpLogin login) throws Exception {
        SmtpClient client = SmtpClient.create(
                vertx,
                SmtpSetup.config(
                        SmtpSetup.server(SERVER.getSmtps().getPort(), SmtpSecurity.TLS, Optional.of(login)),
                        Duration.ofSeconds(20),
                        1),
                Optional.of(localhost.options()));
        return client.send(List.of(LedgerWorker.mail("ada")), Deadline.in(client.timeout()))
                .await(30, TimeUnit.SECONDS)
                .get(0);
    }
}
