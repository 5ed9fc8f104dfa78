package dev.taskwire.worker;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.Payload.Unreadable;

/** With how much care a message is worked on, which depends on what happened to it before. */
enum Care {
    /** Beside others. */
    USUAL,
    /** Alone in its process: it may have brought down others. */
    ALONE,
    /** Not at all: it becomes a dead letter. */
    NONE;

    /** From this many crashes with a message in hand on, it is worked on alone. */
    private static final int ALONE_FROM = 3;

    /** At this many, it is given up. */
    private static final int CRASHES_MOST = 10;

    /** @param takesUnreadable whether its handler judges what cannot be read */
    static Care of(Message message, boolean takesUnreadable) {
        boolean isUnreadable = message.payload() instanceof Unreadable && !takesUnreadable;
        if (isUnreadable || message.trouble().crashes() >= CRASHES_MOST) {
            return NONE;
        }
        return message.trouble().crashes() >= ALONE_FROM ? ALONE : USUAL;
    }

    static String whyNone(Message message) {
        return message.payload() instanceof Unreadable unreadable
                ? unreadable.reason()
                : "its worker ended " + message.trouble().crashes() + " times while it had this message in hand";
    }
}
