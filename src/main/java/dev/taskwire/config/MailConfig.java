package dev.taskwire.config;

import java.time.Duration;

/**
 * How mail is sent.
 *
 * @param sendGrid of use where that is the way
 * @param smtp of use where that is the way; it has a host then
 * @param timeout how long one call may take; shorter than the attempt timeout of the queue of notifications
 * @param connections calls at once, over all instances of this process
 */
public record MailConfig(
        MailWay way, MailSender sender, SendGridConfig sendGrid, SmtpConfig smtp, Duration timeout, int connections) {

    static MailConfig from(ConfigSection section) {
        MailConfig config = new MailConfig(
                section.choice("way", MailWay.SENDGRID),
                MailSender.from(section),
                SendGridConfig.from(section),
                section.section("smtp", SmtpConfig::from),
                section.duration("timeout", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)),
                section.wholeNumber("connections", 64, 1, 1000));
        if (config.way == MailWay.SMTP) {
            config.smtp.reportMissing(section);
        }
        return config;
    }
}
