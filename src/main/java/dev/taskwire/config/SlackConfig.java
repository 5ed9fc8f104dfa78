package dev.taskwire.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How messages go to Slack.
 *
 * @param webhookUrl the address of an incoming webhook, which is as good as a password; without one, none go
 * @param timeout how long one call may take; shorter than the attempt timeout of the queue of notifications
 */
public record SlackConfig(Optional<Secret> webhookUrl, Duration timeout) {
    private static final String PORT_AND_PATH = "(:\\d{1,5})?(/[!-~]*)?";
    private static final String ADDRESS =
            "(https://[^\\s/?#@:]+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\]))" + PORT_AND_PATH;

    static SlackConfig from(ConfigSection section) {
        return new SlackConfig(
                section.secret("webhook_url", ADDRESS, "an https address (http on this machine alone)"),
                section.duration("timeout", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)));
    }
}
