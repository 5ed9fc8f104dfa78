package dev.taskwire.notification;

import dev.taskwire.config.NotificationConfig;
import java.time.Duration;

/**
 * What the handler needs to know.
 *
 * @param queue the queue that its messages come from
 * @param attemptTimeout how long the queue's worker lets the work on one message take
 * @param tablesSchema the schema of the table of in-app notifications
 */
public record NotificationSettings(
        String queue, String tablesSchema, Duration attemptTimeout, NotificationConfig config) {}
