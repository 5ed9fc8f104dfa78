package dev.taskwire.notification;

/** What of the database takes part in a notification. */
record NotificationTables(Profiles profiles, InAppRows inApp) {}
