package dev.taskwire.notification;

import dev.taskwire.notification.Filled.Found;

/** Something to tell somebody. */
record Notice(Received received, NotificationType type, Found found) {}
