package dev.taskwire.config;

import java.time.Duration;

/**
 * How one queue is worked on.
 *
 * @param name the pgmq queue
 * @param instances verticles for it in this process
 * @param batchSize messages taken at once
 * @param concurrency messages in hand at once, an instance
 * @param visibilityTimeout how long a message that was read stays with its reader
 * @param attemptTimeout how long the work on one message may take; shorter than the visibility timeout
 * @param pollInterval how often an idle instance looks without being woken, give or take a quarter
 * @param onSuccess whether a message that is done is deleted or archived
 */
public record QueueConfig(
        String name,
        int instances,
        int batchSize,
        int concurrency,
        Duration visibilityTimeout,
        Duration attemptTimeout,
        Duration pollInterval,
        OnSuccess onSuccess) {

    static final String NAME_PATTERN = "[a-z][a-z0-9_]{0,46}";

    /** The defaults of one queue, which its section of the file changes. */
    static QueueConfig defaults(String name, int instances, int batchSize, int concurrency) {
        return new QueueConfig(
                name,
                instances,
                batchSize,
                concurrency,
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                OnSuccess.DELETE);
    }

    static QueueConfig from(ConfigSection section, QueueConfig defaults) {
        QueueConfig config = new QueueConfig(
                name(section, defaults.name),
                section.wholeNumber("instances", defaults.instances, 1, 64),
                section.wholeNumber("batch_size", defaults.batchSize, 1, 10_000),
                section.wholeNumber("concurrency", defaults.concurrency, 1, 10_000),
                section.duration(
                        "visibility_timeout", defaults.visibilityTimeout, Duration.ofSeconds(1), Duration.ofHours(12)),
                section.duration(
                        "attempt_timeout", defaults.attemptTimeout, Duration.ofMillis(100), Duration.ofHours(12)),
                section.duration("poll_interval", defaults.pollInterval, Duration.ofMillis(50), Duration.ofHours(1)),
                section.choice("on_success", defaults.onSuccess));
        if (config.attemptTimeout.compareTo(config.visibilityTimeout) >= 0) {
            section.problem(
                    "attempt_timeout",
                    "expected less than visibility_timeout (" + Durations.format(config.visibilityTimeout) + "), got "
                            + Durations.format(config.attemptTimeout)
                            + ": another worker would take the message while this one still works on it");
        }
        return config;
    }

    static String name(ConfigSection section, String fallback) {
        return section.matching(
                "name",
                fallback,
                NAME_PATTERN,
                "a queue name of lower case letters, digits and underscores, 47 at most");
    }
}
