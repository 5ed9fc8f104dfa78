package dev.taskwire.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The queues by what they are for.
 *
 * @param activityLog changes of watched tables
 * @param notifications assignments and sign-ups
 * @param reportGeneration name of the queue for reports
 * @param cleanupTasks name of the queue for clean-up
 */
public record QueuesConfig(
        QueueConfig activityLog, QueueConfig notifications, String reportGeneration, String cleanupTasks) {

    static QueuesConfig from(ConfigSection section) {
        QueuesConfig config = new QueuesConfig(
                section.section(
                        "activity_log",
                        queue -> QueueConfig.from(queue, QueueConfig.defaults("activity_log", 2, 1000, 1000))),
                section.section(
                        "notifications",
                        queue -> QueueConfig.from(queue, QueueConfig.defaults("notifications", 1, 100, 256))),
                section.section("report_generation", queue -> QueueConfig.name(queue, "report_generation")),
                section.section("cleanup_tasks", queue -> QueueConfig.name(queue, "cleanup_tasks")));
        config.reportSharedNames(section);
        return config;
    }

    private void reportSharedNames(ConfigSection section) {
        Set<String> seen = new HashSet<>();
        for (String name : List.of(activityLog.name(), notifications.name(), reportGeneration, cleanupTasks)) {
            if (!seen.add(name)) {
                section.problem("name", "two queues are called \"" + name + "\": each needs a name of its own");
            }
        }
    }
}
