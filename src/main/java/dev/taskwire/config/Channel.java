package dev.taskwire.config;

/** A way for a notification to its reader. */
public enum Channel {
    /** A mail, by the way that the section mail names. */
    EMAIL,
    /** A row of the table of notifications, for the user's application to show. */
    IN_APP,
    /** A line in the Slack channel behind the configured webhook. */
    SLACK,
    /** A line in the log of this process, for development. */
    LOG
}
