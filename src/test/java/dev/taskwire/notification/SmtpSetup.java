package dev.taskwire.notification;

import dev.taskwire.config.MailConfig;
import dev.taskwire.config.MailSender;
import dev.taskwire.config.MailWay;
import dev.taskwire.config.Secret;
import dev.taskwire.config.SendGridConfig;
import dev.taskwire.config.SmtpConfig;
import dev.taskwire.config.SmtpLogin;
import dev.taskwire.config.SmtpSecurity;
import java.time.Duration;
import java.util.Optional;

/** Configurations and mails for the tests of SMTP. */
final class SmtpSetup {
    static final SmtpLogin LOGIN = new SmtpLogin("taskwire", new Secret("a-password-nobody-may-see"));

    private SmtpSetup() {}

    static SmtpConfig plain(int port) {
        return server(port, SmtpSecurity.NONE, Optional.empty());
    }

    static SmtpConfig server(int port, SmtpSecurity security, Optional<SmtpLogin> login) {
        return new SmtpConfig("localhost", port, login, security, Optional.of("worker.example.com"));
    }

    static MailConfig config(SmtpConfig server, Duration timeout, int connections) {
        return new MailConfig(
                MailWay.SMTP,
                new MailSender("taskwire@example.com", "Taskwire"),
                new SendGridConfig(Optional.empty(), "https://api.sendgrid.com", StandInSendGrid.NO_WEBHOOK),
                server,
                timeout,
                connections);
    }
}
