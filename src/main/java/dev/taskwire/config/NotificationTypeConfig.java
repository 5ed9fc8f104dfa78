package dev.taskwire.config;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One type of notification.
 *
 * @param channels the ways that it takes; a reader's preferences leave some out
 * @param title what the in-app row is headed with
 * @param query answers who gets it and what fills it; where there is none, the message says both
 * @param dedupWindow how long a message with the same dedup_key is a repetition
 * @param mailToSelf whether who caused it is mailed too
 */
public record NotificationTypeConfig(
        Set<Channel> channels,
        String title,
        Optional<String> query,
        Duration dedupWindow,
        boolean mailToSelf,
        SendingConfig sending) {

    static NotificationTypeConfig from(ConfigSection section, NotificationTypeDefaults defaults) {
        return new NotificationTypeConfig(
                section.choices("channels", defaults.channels()),
                section.text("title", defaults.title()),
                section.optional("query", "(?s).+", "a SELECT"),
                section.duration("dedup_window", Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofDays(365)),
                section.flag("mail_to_self", false),
                SendingConfig.from(section, defaults.onUnknown()));
    }
}
