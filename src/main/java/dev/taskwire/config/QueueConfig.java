package dev.taskwire.config;

import java.time.Duration;
import java.util.Map;

/**
 * How one queue is worked on.
 *
 * @param name the pgmq queue
 * @param instances verticles for it in this process
 * @param batchSize messages taken at once
 * @param concurrency messages in hand at once, an instance
 * @param visibilityTimeout how long a message that was read stays with its reader
 * @param attemptTimeout how long the work on one message may take; its lease is extended meanwhile
 * @param pollInterval how often an idle instance looks without being woken, give or take a quarter
 * @param onSuccess whether a message that is done is deleted or archived
 * @param retry how a message that failed is tried again
 * @param retryByType the same for messages of a type, which their payload's {@code type} names
 */
public record QueueConfig(
        String name,
        int instances,
        int batchSize,
        int concurrency,
        Duration visibilityTimeout,
        Duration attemptTimeout,
        Duration pollInterval,
        OnSuccess onSuccess,
        RetryConfig retry,
        Map<String, RetryConfig> retryByType) {

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
                OnSuccess.DELETE,
                RetryConfig.DEFAULTS,
                Map.of());
    }

    /** The same with attempts that may take so long. */
    QueueConfig attemptsOf(Duration timeout) {
        return new QueueConfig(
                name,
                instances,
                batchSize,
                concurrency,
                visibilityTimeout,
                timeout,
                pollInterval,
                onSuccess,
                retry,
                retryByType);
    }

    static QueueConfig from(ConfigSection section, QueueConfig defaults) {
        RetryConfig retry = RetryConfig.from(section, defaults.retry);
        return new QueueConfig(
                name(section, defaults.name),
                section.wholeNumber("instances", defaults.instances, 1, 64),
                section.wholeNumber("batch_size", defaults.batchSize, 1, 10_000),
                section.wholeNumber("concurrency", defaults.concurrency, 1, 10_000),
                section.duration(
                        "visibility_timeout", defaults.visibilityTimeout, Duration.ofSeconds(1), Duration.ofHours(12)),
                section.duration(
                        "attempt_timeout", defaults.attemptTimeout, Duration.ofMillis(100), Duration.ofHours(12)),
                section.duration("poll_interval", defaults.pollInterval, Duration.ofMillis(50), Duration.ofHours(1)),
                section.choice("on_success", defaults.onSuccess),
                retry,
                section.sections("by_type", type -> RetryConfig.from(type, retry)));
    }

    /** A lease must outlast a statement: while one is under way, nothing extends it. */
    void reportShortLease(ConfigSection root, String path, DatabaseConfig database) {
        if (visibilityTimeout.compareTo(database.statementTimeout()) <= 0) {
            root.problem(
                    path + ".visibility_timeout",
                    "expected more than database.statement_timeout (" + Durations.format(database.statementTimeout())
                            + "), got " + Durations.format(visibilityTimeout)
                            + ": a lease could end while the statement that settles its batch is under way");
        }
    }

    private static String name(ConfigSection section, String fallback) {
        return section.matching(
                "name",
                fallback,
                NAME_PATTERN,
                "a queue name of lower case letters, digits and underscores, 47 at most");
    }
}
