package dev.taskwire.config;

import java.util.Optional;

/**
 * SendGrid's API.
 *
 * @param apiKey without one, mails wait
 * @param baseUrl where it is
 * @param webhook how it reports what became of mails
 */
public record SendGridConfig(Optional<Secret> apiKey, String baseUrl, WebhookConfig webhook) {
    static SendGridConfig from(ConfigSection mail) {
        return new SendGridConfig(
                mail.secret("api_key"),
                mail.matching(
                        "base_url",
                        "https://api.sendgrid.com",
                        "https://[^\\s/?#@]+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?",
                        "an https address without a path (http on this machine alone)"),
                WebhookConfig.from(mail));
    }
}
