package dev.taskwire.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The queues by what they are for.
 *
 * @param activityLog changes of watched tables
 * @param notifications assignments and sign-ups
 * @param reportGeneration built-in jobs that are done in moments: statistics, reports, the health check
 * @param cleanupTasks built-in jobs that may take hours
 * @param httpCalls jobs of the HTTP-call queues that come in
 * @param own those that plugins of this process work on; none before they are loaded
 */
public record QueuesConfig(
        QueueConfig activityLog,
        QueueConfig notifications,
        QueueConfig reportGeneration,
        QueueConfig cleanupTasks,
        QueueConfig httpCalls,
        List<QueueConfig> own) {

    static QueuesConfig from(ConfigSection section) {
        QueuesConfig config = new QueuesConfig(
                section.section(
                        "activity_log",
                        queue -> QueueConfig.from(queue, QueueConfig.defaults("activity_log", 2, 1000, 1000))),
                section.section(
                        "notifications",
                        queue -> QueueConfig.from(queue, QueueConfig.defaults("notifications", 1, 100, 256))),
                section.section(
                        "report_generation",
                        queue -> QueueConfig.from(
                                queue,
                                QueueConfig.defaults("report_generation", 1, 10, 4)
                                        .attemptsOf(Duration.ofMinutes(10)))),
                section.section(
                        "cleanup_tasks",
                        queue -> QueueConfig.from(
                                queue,
                                QueueConfig.defaults("cleanup_tasks", 1, 1, 1).attemptsOf(Duration.ofHours(6)))),
                section.section(
                        "http_calls",
                        queue -> QueueConfig.from(queue, QueueConfig.defaults("http_calls", 1, 1000, 100))),
                List.of());
        config.reportSharedNames(section);
        return config;
    }

    /** Each of them. */
    public List<QueueConfig> all() {
        return Stream.concat(
                        Stream.of(activityLog, notifications, reportGeneration, cleanupTasks, httpCalls), own.stream())
                .toList();
    }

    QueuesConfig withOwn(List<QueueConfig> queues) {
        return new QueuesConfig(
                activityLog, notifications, reportGeneration, cleanupTasks, httpCalls, List.copyOf(queues));
    }

    private void reportSharedNames(ConfigSection section) {
        Set<String> seen = new HashSet<>();
        for (QueueConfig queue : all()) {
            if (!seen.add(queue.name())) {
                section.problem("name", "two queues are called \"" + queue.name() + "\": each needs a name of its own");
            }
        }
    }
}
