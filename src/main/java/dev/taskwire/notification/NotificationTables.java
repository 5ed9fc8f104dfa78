package dev.taskwire.notification;

/** What of the database takes part in notifications, beside the mail ledger. */
record NotificationTables(Repetitions repetitions, Preferences preferences, InAppRows inApp, Digests digests) {}
