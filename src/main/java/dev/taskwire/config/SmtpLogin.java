package dev.taskwire.config;

import java.util.Optional;

/** Who logs in to an SMTP server. */
public record SmtpLogin(String username, Secret password) {
    static Optional<SmtpLogin> from(ConfigSection section) {
        String username = section.text("username", "");
        Optional<Secret> password = section.secret("password");
        if (username.isEmpty() != password.isEmpty()) {
            section.problem(
                    username.isEmpty() ? "username" : "password",
                    "missing; set both SMTP_USERNAME and SMTP_PASSWORD, or none for a server that asks for no login");
        }
        return password.map(secret -> new SmtpLogin(username, secret));
    }
}
