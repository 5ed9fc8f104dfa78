package dev.taskwire.notification;

import java.util.Map;

/**
 * What SendGrid's answer to one request means for the mails in it.
 *
 * @param answer for all of them, but those that are faulty
 * @param faulty what it means for single ones, by their place in the request
 * @param scope whether the answer holds for each of them by itself
 */
record SendGridVerdict(MailAnswer answer, Map<Integer, MailAnswer> faulty, Scope scope) {
    /** For whom an answer holds. */
    enum Scope {
        /** For every mail of the request: each alone would have had it too. */
        EACH,
        /** For the request: without some of its mails it may be another. */
        REQUEST
    }

    static SendGridVerdict ofEach(MailAnswer answer) {
        return new SendGridVerdict(answer, Map.of(), Scope.EACH);
    }
}
