package dev.taskwire.notification;

import io.vertx.ext.mail.MailMessage;

/**
 * A mail for the mail client. The client asks for its text when a connection is greeted, encrypted and logged in, right
 * before it names the sender: up to there surely nothing was sent, and there is a last look at the clock.
 */
final class SmtpMessage extends MailMessage {
    private final String id;
    private final Deadline writeBy;
    private volatile boolean begun;

    /**
     * @param id its Message-ID
     * @param writeBy it is not begun after this
     */
    SmtpMessage(String id, Deadline writeBy) {
        this.id = id;
        this.writeBy = writeBy;
    }

    @Override
    public String getText() {
        if (writeBy.hasPassed()) {
            throw new TooLateException();
        }
        begun = true;
        return super.getText();
    }

    String id() {
        return id;
    }

    Deadline writeBy() {
        return writeBy;
    }

    /** Whether something of it may have been sent. */
    boolean isBegun() {
        return begun;
    }

    /** The connection was ready when the time was over. */
    static final class TooLateException extends RuntimeException {
        TooLateException() {
            super("it is too late to send the mail", null, false, false);
        }
    }
}
