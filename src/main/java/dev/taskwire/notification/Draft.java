package dev.taskwire.notification;

import java.util.Optional;

/** What became of a message before anything left the house. */
sealed interface Draft {
    /**
     * Everything to say and whom to say it to.
     *
     * @param row the in-app row
     * @param content the mail
     * @param recipient who gets it; the address was not looked at yet
     */
    record Ready(InAppRow row, MailContent content, Profile recipient) implements Draft {
        /** Empty where the recipient has no address that a mail can go to. */
        Optional<Mail> mail() {
            return MailAddress.of(recipient.email(), recipient.name())
                    .map(to -> new Mail(row.id(), row.text().type(), to, content));
        }
    }

    /**
     * Nobody can be told.
     *
     * @param reason why not, in a sentence for people
     */
    record Impossible(String reason) implements Draft {}
}
