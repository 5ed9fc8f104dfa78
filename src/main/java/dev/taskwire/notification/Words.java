package dev.taskwire.notification;

/**
 * A notification in words.
 *
 * @param title what an in-app row is headed with
 * @param subject one line
 * @param content what a mail says
 */
record Words(String title, String subject, MailContent content) {}
