package dev.taskwire.notification;

import java.util.Map;

/** What was found out about a message. */
sealed interface Filled {
    /**
     * Somebody is to be told.
     *
     * @param variables for the templates, by name; strings, numbers, lists and maps of them
     * @param origin where it comes from
     */
    record Found(Profile recipient, Map<String, Object> variables, Origin origin) implements Filled {
        boolean isDigest() {
            return origin == Origin.DIGEST || origin == Origin.DIGEST_OF_ONE;
        }
    }

    /** Where a notification comes from. */
    enum Origin {
        SOMEBODY_ELSE,
        /** Its reader. */
        THE_READER,
        /** Several that were gathered. */
        DIGEST,
        /** One that was gathered and remained the only one. */
        DIGEST_OF_ONE
    }

    /** There is nobody to be told, and nothing wrong with that. */
    record Nobody() implements Filled {}

    /**
     * It cannot be found out now.
     *
     * @param reason a sentence for people
     */
    record Later(String reason) implements Filled {}

    /**
     * Nobody can be told.
     *
     * @param reason why not, in a sentence for people
     */
    record Impossible(String reason) implements Filled {}
}
