package dev.taskwire.config;

/** Whom mails are from. */
public record MailSender(String address, String name) {
    static MailSender from(ConfigSection mail) {
        return new MailSender(
                mail.matching("from_address", "taskwire@example.com", "[^\\s@<>\"]+@[^\\s@<>\"]+", "an e-mail address"),
                mail.text("from_name", "Taskwire"));
    }
}
