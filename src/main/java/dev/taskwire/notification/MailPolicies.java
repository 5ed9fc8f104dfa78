package dev.taskwire.notification;

import dev.taskwire.config.NotificationTypeConfig;
import dev.taskwire.config.OnUnknown;
import dev.taskwire.worker.Notified;
import dev.taskwire.worker.WorkerListener;
import java.util.Map;
import java.util.Optional;

/** What the configuration says about the mails of each type, and who is told how they ended. */
record MailPolicies(Map<String, NotificationTypeConfig> types, WorkerListener listener) {
    private static final String EMAIL = "email";

    /** What becomes of a mail of which nobody can say whether it was sent. */
    OnUnknown onUnknown(String type) {
        return Optional.ofNullable(types.get(type))
                .map(config -> config.sending().onUnknown())
                .orElse(OnUnknown.RESEND);
    }

    /** How many mails of a type may go in one call. */
    int together(String type) {
        return Optional.ofNullable(types.get(type))
                .map(config -> config.sending().together())
                .orElse(1);
    }

    void sent(Mail mail) {
        listener.notified(mail.type(), EMAIL, Notified.SENT);
    }

    void suppressed(Mail mail) {
        listener.notified(mail.type(), EMAIL, Notified.SUPPRESSED);
    }
}
