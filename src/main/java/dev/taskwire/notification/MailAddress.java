package dev.taskwire.notification;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whom a mail is for.
 *
 * @param email something before and after a single @, without spaces, control characters and what separates addresses
 * @param name one line without control characters; empty where there is none
 */
record MailAddress(String email, String name) {
    static final int NAME_LONGEST = 100;

    private static final String PART = "[^\\p{C}\\p{Z}@<>(),;:\\\\\"\\[\\]]";
    private static final Pattern FORM = Pattern.compile(PART + "{1,64}@" + PART + "{1,189}");

    /** Empty where the text is no address that a mail can go to. */
    static Optional<MailAddress> of(String email, String name) {
        return FORM.matcher(email).matches()
                ? Optional.of(new MailAddress(email, SingleLine.of(name, NAME_LONGEST)))
                : Optional.empty();
    }
}
