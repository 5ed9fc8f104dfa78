package dev.taskwire.notification;

/**
 * What a mail says.
 *
 * @param subject one line without control characters, 200 code points at most
 * @param text the same words as the HTML, plain
 */
record MailContent(String subject, String text, String html) {}
