package dev.taskwire;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Is told what happens in the life of a {@link Taskwire}, and may have a say in what becomes of messages. Called on event loops, several at once: it must not block. What it
 * throws is logged and does no harm.
 */
public interface TaskwireListener {
    /** The queues are worked on from now on. */
    default void ready(Set<String> queues) {}

    /** A worker is about to read up to so many messages, as it does when it is woken and each time that it polls. */
    default void beforeReading(String queue, int most) {}

    /** A message is about to be given to its handler. */
    default void before(MessageInfo message) {}

    /**
     * May decide about a message in the place of its handler, which then does not get it: {@link Outcome#reroute} sends it to
     * another queue. The first listener that decides is followed. One that throws decides nothing.
     */
    default Optional<Outcome> decide(MessageInfo message) {
        return Optional.empty();
    }

    /**
     * May put another outcome in the place of the handler's. Each listener is given what the one before it has answered. Not asked
     * where the attempt's time is over or its lease lost. One that throws changes nothing.
     */
    default Outcome revise(MessageInfo message, Outcome outcome) {
        return outcome;
    }

    /** A handler has answered, or did not in time; what it means for the message is written next. */
    default void after(MessageInfo message, Outcome outcome) {}

    /** The attempt has failed, and another follows after a pause. */
    default void failed(MessageInfo message, String reason, Duration pause) {}

    /** A handler has told how far it is, and this is written down; of several that came in quick succession, the last. */
    default void progressed(MessageInfo message, Progress progress) {}

    /**
     * A handler has kept its event loop for so long, and with it everything that lives there; {@link RunsOn#WORKER} is the
     * place for it.
     */
    default void blocked(String queue, Duration took) {}

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
