package dev.taskwire.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Everything that can be set.
 *
 * @param httpCalls what calls of HTTP-call queues may reach, and with what
 * @param schedules by their names; where there are none, those of earlier configurations stay
 * @param jobs the built-in jobs
 * @param plugins where handlers of the user's come from
 * @param ownQueues what is configured of the queues that they work on, by name
 * @param logging what stands in the log
 * @param tracing where traces go
 * @param migrateOnStart whether {@code serve} migrates the database first
 * @param wake how this process is woken
 * @param shutdownDeadline how long a stop waits for the work in hand
 */
public record TaskwireConfig(
        DatabaseConfig database,
        ListenerConfig listener,
        QueuesConfig queues,
        MailConfig mail,
        SlackConfig slack,
        NotificationConfig notifications,
        HttpConfig http,
        HttpCallsConfig httpCalls,
        Map<String, ScheduleConfig> schedules,
        JobsConfig jobs,
        PluginsConfig plugins,
        Map<String, OwnQueueConfig> ownQueues,
        LoggingConfig logging,
        TracingConfig tracing,
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
        SlackConfig slack = root.section("slack", SlackConfig::from);
        TaskwireConfig config = new TaskwireConfig(
                root.section("database", DatabaseConfig::from),
                root.section("listener", ListenerConfig::from),
                root.section("queues", QueuesConfig::from),
                root.section("mail", MailConfig::from),
                slack,
                root.section(
                        "notifications",
                        section -> NotificationConfig.from(
                                section, slack.webhookUrl().isPresent())),
                root.section("http", HttpConfig::from),
                root.section("http_calls", HttpCallsConfig::from),
                ScheduleConfig.allFrom(root),
                root.section("jobs", JobsConfig::from),
                root.section("plugins", PluginsConfig::from),
                OwnQueueConfig.allFrom(root),
                root.section("logging", LoggingConfig::from),
                root.section("tracing", TracingConfig::from),
                root.flag("migrate_on_start", true),
                root.choice("wake", WakeMode.COALESCED),
                root.duration(
                        "shutdown_deadline", Duration.ofSeconds(20), Duration.ofMillis(100), Duration.ofMinutes(10)));
        config.reportTimeouts(root);
        config.reportWays(root);
        config.queues.activityLog().reportShortLease(root, "queues.activity_log", config.database);
        config.queues.notifications().reportShortLease(root, "queues.notifications", config.database);
        root.reportUnknownKeys();
        source.throwIfProblems();
        return config;
    }

    /** The same in a process with plugins, which work on these queues. */
    public TaskwireConfig withOwnQueues(List<QueueConfig> own) {
        return with(queues.withOwn(own), plugins, ownQueues);
    }

    /** The same in a process that leaves plugins alone. */
    public TaskwireConfig withoutPlugins() {
        return with(queues, PluginsConfig.NONE, Map.of());
    }

    private TaskwireConfig with(
            QueuesConfig otherQueues, PluginsConfig otherPlugins, Map<String, OwnQueueConfig> otherOwnQueues) {
        return new TaskwireConfig(
                database,
                listener,
                otherQueues,
                mail,
                slack,
                notifications,
                http,
                httpCalls,
                schedules,
                jobs,
                otherPlugins,
                otherOwnQueues,
                logging,
                tracing,
                migrateOnStart,
                wake,
                shutdownDeadline);
    }

    private void reportWays(ConfigSection root) {
        notifications.types().forEach((name, type) -> {
            String key = "notifications.types." + name;
            if (type.channels().contains(Channel.SLACK) && slack.webhookUrl().isEmpty()) {
                root.problem(key + ".channels", "slack needs slack.webhook_url (SLACK_WEBHOOK_URL)");
            }
            if (type.sending().template().isPresent() && mail.way() != MailWay.SENDGRID) {
                root.problem(
                        key + ".sendgrid_template",
                        "only SendGrid has its templates: set mail.way to sendgrid, or leave it out");
            }
        });
    }

    private void reportTimeouts(ConfigSection root) {
        reportLong(root, "mail.timeout", mail.timeout(), "a mail");
        if (slack.webhookUrl().isPresent()) {
            reportLong(root, "slack.timeout", slack.timeout(), "a message to Slack");
        }
    }

    private void reportLong(ConfigSection root, String key, Duration timeout, String what) {
        Duration attempt = queues.notifications().attemptTimeout();
        if (timeout.compareTo(attempt) >= 0) {
            root.problem(
                    key,
                    "expected less than queues.notifications.attempt_timeout (" + Durations.format(attempt) + "), got "
                            + Durations.format(timeout) + ": " + what
                            + " could go out after its message was given up, and once more when it comes back");
        }
    }
}
