package dev.taskwire;

import java.time.Duration;
import java.util.Set;

/**
 * Is told what happens in the life of a {@link Taskwire}. Called on event loops, several at once: it must not block. What it
 * throws is logged and does no harm.
 */
public interface TaskwireListener {
    /** The queues are worked on from now on. */
    default void ready(Set<String> queues) {}

    /** A message is about to be given to its handler. */
    default void before(MessageInfo message) {}

    /** A handler has answered, or did not in time; what it means for the message is written next. */
    default void after(MessageInfo message, Outcome outcome) {}

    /** The attempt has failed, and another follows after a pause. */
    default void failed(MessageInfo message, String reason, Duration pause) {}

    /**
     * No handler here takes a message of this type, which is empty where it names none, or knows this version of it; it is set
     * aside until a process does.
     */
    default void unknown(MessageInfo message, String type, int version) {}

    /**
     * A message is not what its handler takes; it becomes a dead letter, unless {@link QueueOptions#onInvalid} decides otherwise.
     */
    default void invalid(MessageInfo message, String reason) {}

    /** A message has become a dead letter. */
    default void deadLettered(MessageInfo message, String reason) {}

    /** What was done with so many messages does not count: other deliveries had them by then. */
    default void leaseLost(String queue, int messages) {}

    /** No more messages are taken; what is in hand may finish. */
    default void shuttingDown() {}
}
