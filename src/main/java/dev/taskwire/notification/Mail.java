package dev.taskwire.notification;

import java.util.UUID;

/**
 * A mail, ready to go.
 *
 * @param eventId travels along, so that what the provider reports later finds its way back
 */
record Mail(UUID eventId, MailAddress to, MailContent content) {}
