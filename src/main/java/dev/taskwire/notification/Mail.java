package dev.taskwire.notification;

import java.util.UUID;

/**
 * A mail, ready to go.
 *
 * @param eventId travels along, so that what the provider reports later finds its way back; the ledger's key
 * @param type the notification's
 */
record Mail(UUID eventId, String type, MailAddress to, MailContent content) {}
