package dev.taskwire.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How mail is sent.
 *
 * @param apiKey SendGrid's key; without one, notifications wait in their queue
 * @param baseUrl where SendGrid's API is
 * @param fromAddress the sender
 * @param fromName the sender's name
 * @param timeout how long one request may take; shorter than the attempt timeout of the queue of notifications
 * @param connections requests at once, over all instances of this process
 * @param webhook how the provider's reports are taken
 */
public record MailConfig(
        Optional<Secret> apiKey,
        String baseUrl,
        String fromAddress,
        String fromName,
        Duration timeout,
        int connections,
        WebhookConfig webhook) {

    static MailConfig from(ConfigSection section) {
        return new MailConfig(
                section.secret("api_key"),
                section.matching(
                        "base_url",
                        "https://api.sendgrid.com",
                        "https://[^\\s/?#@]+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?",
                        "an https address without a path (http on this machine alone)"),
                section.matching(
                        "from_address", "taskwire@example.com", "[^\\s@<>\"]+@[^\\s@<>\"]+", "an e-mail address"),
                section.text("from_name", "Taskwire"),
                section.duration("timeout", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)),
                section.wholeNumber("connections", 64, 1, 1000),
                WebhookConfig.from(section));
    }
}
