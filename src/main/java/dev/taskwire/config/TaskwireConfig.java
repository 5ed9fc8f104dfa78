package dev.taskwire.config;

import java.time.Duration;
import java.util.Map;

/**
 * Everything that can be set.
 *
 * @param schedules by their names; where there are none, those of earlier configurations stay
 * @param jobs the built-in jobs
 * @param migrateOnStart whether {@code serve} migrates the database first
 * @param wake how this process is woken
 * @param shutdownDeadline how long a stop waits for the work in hand
 */
public record TaskwireConfig(
        DatabaseConfig database,
        ListenerConfig listener,
        QueuesConfig queues,
        MailConfig mail,
        NotificationConfig notifications,
        HttpConfig http,
        Map<String, ScheduleConfig> schedules,
        JobsConfig jobs,
        boolean migrateOnStart,
        WakeMode wake,
        Duration shutdownDeadline) {

    /**
     * Checks the whole configuration.
     *
     * @param file the file's content as maps
     * @param environment the variables that may override it
     * @throws InvalidConfigException with every problem, if there is one
     */
    public static TaskwireConfig from(Map<String, Object> file, Map<String, String> environment) {
        ConfigSource source = new ConfigSource(environment);
        ConfigSection root = new ConfigSection(source, "", file);
        TaskwireConfig config = new TaskwireConfig(
                root.section("database", DatabaseConfig::from),
                root.section("listener", ListenerConfig::from),
                root.section("queues", QueuesConfig::from),
                root.section("mail", MailConfig::from),
                root.section("notifications", NotificationConfig::from),
                root.section("http", HttpConfig::from),
                ScheduleConfig.allFrom(root),
                root.section("jobs", JobsConfig::from),
                root.flag("migrate_on_start", true),
                root.choice("wake", WakeMode.COALESCED),
                root.duration(
                        "shutdown_deadline", Duration.ofSeconds(20), Duration.ofMillis(100), Duration.ofMinutes(10)));
        config.reportMailTimeout(root);
        config.queues.activityLog().reportShortLease(root, "queues.activity_log", config.database);
        config.queues.notifications().reportShortLease(root, "queues.notifications", config.database);
        root.reportUnknownKeys();
        source.throwIfProblems();
        return config;
    }

    private void reportMailTimeout(ConfigSection root) {
        Duration attempt = queues.notifications().attemptTimeout();
        if (mail.timeout().compareTo(attempt) >= 0) {
            root.problem(
                    "mail.timeout",
                    "expected less than queues.notifications.attempt_timeout (" + Durations.format(attempt) + "), got "
                            + Durations.format(mail.timeout())
                            + ": a mail could go out after its message was given up, and once more when it comes back");
        }
    }
}
