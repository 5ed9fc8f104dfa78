package dev.taskwire.notification;

import java.net.IDN;
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
                ? inAscii(email).map(address -> new MailAddress(address, SingleLine.of(name, NAME_LONGEST)))
                : Optional.empty();
    }

    /** Providers take a domain of another script in its ASCII form alone. */
    private static Optional<String> inAscii(String email) {
        int at = email.indexOf('@');
        try {
            return Optional.of(email.substring(0, at + 1) + IDN.toASCII(email.substring(at + 1)));
        } catch (IllegalArgumentException noDomain) {
            return Optional.empty();
        }
    }
}
