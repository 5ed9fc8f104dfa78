package dev.taskwire.notification;

import java.util.Optional;

/**
 * A notification in words.
 *
 * @param title what an in-app row is headed with
 * @param subject one line
 * @param content what a mail says
 * @param slack what Slack is told; empty where the type does not go there
 */
record Words(String title, String subject, MailContent content, Optional<SlackMessage> slack) {}
