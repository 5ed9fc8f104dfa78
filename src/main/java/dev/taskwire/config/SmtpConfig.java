package dev.taskwire.config;

import java.util.Optional;

/**
 * The SMTP server that mail goes to.
 *
 * @param host empty where mail goes another way
 * @param login empty where the server asks for none, and always where nothing is encrypted
 * @param helloName what this process calls itself; empty for the machine's own name
 */
public record SmtpConfig(
        String host, int port, Optional<SmtpLogin> login, SmtpSecurity security, Optional<String> helloName) {
    private static final String HOST_NAME = "[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:.]+\\]?";
    private static final String THIS_MACHINE = "localhost|127\\.\\d+\\.\\d+\\.\\d+|::1|\\[::1\\]";
    private static final int SUBMISSION = 587;
    private static final int SUBMISSION_BY_TLS = 465;

    static SmtpConfig from(ConfigSection section) {
        SmtpSecurity security = section.choice("security", SmtpSecurity.STARTTLS);
        SmtpConfig config = new SmtpConfig(
                section.matching("host", "", "|" + HOST_NAME, "a host name or address without a port"),
                section.wholeNumber("port", security == SmtpSecurity.TLS ? SUBMISSION_BY_TLS : SUBMISSION, 1, 65535),
                SmtpLogin.from(section),
                security,
                Optional.of(section.matching("hello_name", "", "|" + HOST_NAME, "a host name"))
                        .filter(name -> !name.isEmpty()));
        config.reportReadable(section, section.flag("insecure", false));
        return config;
    }

    void reportMissing(ConfigSection mail) {
        if (host.isEmpty()) {
            mail.problem("smtp.host", "missing; mail.way is smtp, so set SMTP_HOST to the server's name");
        }
    }

    private void reportReadable(ConfigSection section, boolean accepted) {
        if (security != SmtpSecurity.NONE) {
            return;
        }
        if (login.isPresent()) {
            section.problem(
                    "security", "expected starttls or tls, got none: a password never goes over it unencrypted");
        } else if (!accepted && !host.isEmpty() && !host.matches(THIS_MACHINE)) {
            section.problem(
                    "security",
                    "expected starttls or tls, got none: mails could be read on their way to " + host
                            + ". Where that is meant, set mail.smtp.insecure to true");
        }
    }
}
