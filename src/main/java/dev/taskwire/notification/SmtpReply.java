package dev.taskwire.notification;

/**
 * A reply that is no consent.
 *
 * @param code from 400 to 599, or {@link #NONE} for what is no reply
 * @param sentence what was said, for people
 */
record SmtpReply(int code, String sentence) {
    static final int NONE = 0;

    private static final int CLOSING = 421;

    boolean isNone() {
        return code == NONE;
    }

    /** The server takes nothing now, whatever the command was. */
    boolean isClosing() {
        return code == CLOSING;
    }

    boolean isForNow() {
        return code / 100 == 4;
    }

    /** The server wants a login, or another one. */
    boolean isAboutTheLogin() {
        return code == 530 || code == 534 || code == 535 || code == 538;
    }
}
