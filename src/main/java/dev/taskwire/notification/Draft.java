package dev.taskwire.notification;

import dev.taskwire.config.Channel;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What became of a message before anything left the house. */
sealed interface Draft {
    /**
     * Everything to say, and whom to say it to.
     *
     * @param channels the ways that it takes
     */
    record Ready(Notice notice, Words words, Set<Channel> channels) implements Draft {
        UUID eventId() {
            return notice.received().eventId();
        }

        String type() {
            return notice.type().name();
        }

        Profile recipient() {
            return notice.found().recipient();
        }

        /** Empty where the recipient has no address that a mail can go to. */
        Optional<Mail> mail() {
            return MailAddress.of(recipient().email(), recipient().name())
                    .map(to -> new Mail(eventId(), type(), to, words.content()));
        }

        InAppRow row() {
            JsonObject data = notice.received().data();
            return new InAppRow(
                    eventId(), recipient().id(), new InAppRow.InAppText(type(), words.title(), words.subject()), data);
        }
    }

    /** There is nothing to say: it was said before, or nobody is to be told. */
    record Nothing() implements Draft {}

    /**
     * Whom to tell what cannot be found out now.
     *
     * @param reason a sentence for people
     */
    record Later(String reason) implements Draft {}

    /**
     * Nobody can be told.
     *
     * @param reason why not, in a sentence for people
     */
    record Impossible(String reason) implements Draft {}
}
