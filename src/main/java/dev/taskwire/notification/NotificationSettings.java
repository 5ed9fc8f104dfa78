package dev.taskwire.notification;

import dev.taskwire.config.NotificationConfig;

/**
 * What the handler needs to know.
 *
 * @param queue the queue that its messages come from
 * @param tablesSchema the schema of the table of in-app notifications
 */
public record NotificationSettings(String queue, String tablesSchema, NotificationConfig config) {}
