package dev.taskwire.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What is configured of a queue whose handler is the user's. Where it is empty, what the handler's code says holds.
 *
 * @param instances verticles for it in this process
 * @param batchSize messages taken at once
 * @param concurrency messages in hand at once, an instance
 * @param visibilityTimeout how long a message that was read stays with its reader
 * @param attemptTimeout how long the work on one message may take
 * @param pollInterval how often an idle instance looks without being woken, give or take a quarter
 * @param onSuccess whether a message that is done is deleted or archived
 * @param attempts attempts before a message becomes a dead letter
 * @param backoff the pause after the first failure
 * @param backoffMost the longest pause
 * @param runsOn where the handler is called
 */
public record OwnQueueConfig(
        Optional<Integer> instances,
        Optional<Integer> batchSize,
        Optional<Integer> concurrency,
        Optional<Duration> visibilityTimeout,
        Optional<Duration> attemptTimeout,
        Optional<Duration> pollInterval,
        Optional<OnSuccess> onSuccess,
        Optional<Integer> attempts,
        Optional<Duration> backoff,
        Optional<Duration> backoffMost,
        Optional<RunsOn> runsOn) {

    /** Whatever the code says. */
    public static final OwnQueueConfig NOTHING = new OwnQueueConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final List<String> KEYS = List.of(
            "instances",
            "batch_size",
            "concurrency",
            "visibility_timeout",
            "attempt_timeout",
            "poll_interval",
            "on_success",
            "attempts",
            "backoff",
            "backoff_most",
            "runs_on");

    static Map<String, OwnQueueConfig> allFrom(ConfigSection root) {
        Set<String> inEnvironment = new TreeSet<>();
        KEYS.forEach(key -> inEnvironment.addAll(root.namesInEnvironment("own_queues", key)));
        return root.sections("own_queues", List.copyOf(inEnvironment), OwnQueueConfig::from);
    }

    private static OwnQueueConfig from(String name, ConfigSection section) {
        if (!name.matches(QueueConfig.NAME_PATTERN)) {
            section.problem("", "no queue can be called so: lower case letters, digits and underscores, 47 at most");
        }
        return new OwnQueueConfig(
                given(section, "instances", key -> section.wholeNumber(key, 1, 1, 64)),
                given(section, "batch_size", key -> section.wholeNumber(key, 1, 1, 10_000)),
                given(section, "concurrency", key -> section.wholeNumber(key, 1, 1, 10_000)),
                section.optionalDuration("visibility_timeout", Duration.ofSeconds(1), Duration.ofHours(12)),
                section.optionalDuration("attempt_timeout", Duration.ofMillis(100), Duration.ofHours(12)),
                section.optionalDuration("poll_interval", Duration.ofMillis(50), Duration.ofHours(1)),
                given(section, "on_success", key -> section.choice(key, OnSuccess.DELETE)),
                given(section, "attempts", key -> section.wholeNumber(key, 1, 1, 100)),
                section.optionalDuration("backoff", Duration.ofMillis(10), Duration.ofHours(1)),
                section.optionalDuration("backoff_most", Duration.ofMillis(10), Duration.ofDays(7)),
                given(section, "runs_on", key -> section.choice(key, RunsOn.EVENT_LOOP)));
    }

    private static <T> Optional<T> given(ConfigSection section, String key, Function<String, T> reader) {
        return section.text(key).map(text -> reader.apply(key));
    }
}
