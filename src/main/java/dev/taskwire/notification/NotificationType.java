package dev.taskwire.notification;

import dev.taskwire.config.NotificationTypeConfig;
import dev.taskwire.notification.Draft.Ready;

/**
 * A type of notification.
 *
 * @param name also that of its folder of templates
 * @param filling finds its readers and what its templates are given
 */
record NotificationType(String name, NotificationTypeConfig config, Filling filling) {
    static final String TASK_ASSIGNED = "task_assigned";

    /** Whether mails for one reader are gathered into one. */
    boolean isGathered() {
        return !config.sending().digest().isZero();
    }

    /** The folder of templates for several of them in one mail. */
    String digestName() {
        return name + "_digest";
    }

    /** Whether this one is to be gathered, and not what was gathered. */
    static boolean isToBeGathered(Ready ready) {
        Notice notice = ready.notice();
        return notice.type().isGathered() && !notice.found().isDigest();
    }
}
