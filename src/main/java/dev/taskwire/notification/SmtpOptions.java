package dev.taskwire.notification;

import dev.taskwire.config.SmtpConfig;
import dev.taskwire.config.SmtpSecurity;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * How the mail client is to behave.
 *
 * @param timeout how long one mail may take; half of it at most is for the connection
 * @param trust whom to trust beside those whom the Java runtime trusts, for tests
 */
record SmtpOptions(SmtpConfig server, Duration timeout, Optional<TrustOptions> trust) {
    private static final Duration CONNECT_LONGEST = Duration.ofSeconds(5);

    /** The two that send the password itself: every server has one, and nothing is sent before TLS. */
    private static final String LOGINS = "PLAIN LOGIN";

    /**
     * For a client of one connection. A new object each time, whose verification of the server's name is left alone: the
     * client turns it on where it finds it unset, and off where it finds it set.
     */
    MailConfig forOneConnection() {
        MailConfig options = new MailConfig()
                .setHostname(server.host().replaceAll("[\\[\\]]", ""))
                .setPort(server.port())
                .setSsl(server.security() == SmtpSecurity.TLS)
                .setStarttls(
                        server.security() == SmtpSecurity.STARTTLS
                                ? StartTLSOptions.REQUIRED
                                : StartTLSOptions.DISABLED)
                .setLogin(server.login().isPresent() ? LoginOption.REQUIRED : LoginOption.DISABLED)
                .setAuthMethods(LOGINS)
                .setUserAgent("taskwire")
                .setMaxPoolSize(1)
                // Idle connections are looked after elsewhere.
                .setPoolCleanerPeriod(0)
                // One command at a time, so that an answer says what it is the answer to.
                .setPipelining(false)
                .setConnectTimeout((int) connectTimeout().toMillis());
        server.login()
                .ifPresent(login -> options.setUsername(login.username())
                        .setPassword(login.password().value()));
        server.helloName().ifPresent(options::setOwnHostname);
        trust.ifPresent(options::setTrustOptions);
        return options;
    }

    private Duration connectTimeout() {
        Duration half = timeout.dividedBy(2);
        return half.compareTo(CONNECT_LONGEST) < 0 ? half : CONNECT_LONGEST;
    }
}
