package dev.taskwire.config;

import java.time.Duration;

/**
 * How often and when a failed message is tried again.
 *
 * @param attempts attempts before the message becomes a dead letter
 * @param backoff the pause after the first failure; it doubles with each further one
 * @param backoffMost the longest pause
 */
public record RetryConfig(int attempts, Duration backoff, Duration backoffMost) {
    static final RetryConfig DEFAULTS = new RetryConfig(8, Duration.ofSeconds(1), Duration.ofMinutes(15));

    static RetryConfig from(ConfigSection section, RetryConfig defaults) {
        RetryConfig config = new RetryConfig(
                section.wholeNumber("attempts", defaults.attempts, 1, 100),
                section.duration("backoff", defaults.backoff, Duration.ofMillis(10), Duration.ofHours(1)),
                section.duration("backoff_most", defaults.backoffMost, Duration.ofMillis(10), Duration.ofDays(7)));
        if (config.backoffMost.compareTo(config.backoff) < 0) {
            section.problem(
                    "backoff_most",
                    "expected no less than backoff (" + Durations.format(config.backoff) + "), got "
                            + Durations.format(config.backoffMost));
        }
        return config;
    }
}
