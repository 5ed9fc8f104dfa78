package dev.taskwire.worker;

import dev.taskwire.queue.BuriedBecause;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.QueueAccess;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * Tells the listener how the work on a queue's messages ended, or that its end no longer counts because another delivery
 * holds the message by now. May be used from any context.
 */
public final class Endings {
    private final QueueAccess queue;
    private final WorkerListener listener;

    public Endings(QueueAccess queue, WorkerListener listener) {
        this.queue = queue;
        this.listener = listener;
    }

    /** Tells that of {@code messages} whose work is done, {@code settled} were still held. */
    public void done(int settled, int messages) {
        listener.done(name(), settled);
        if (settled < messages) {
            listener.leaseLost(name(), messages - settled);
        }
    }

    /**
     * The same, and of what schedules have sent. Where a lease was lost, it is not known whose, and of schedules nothing is
     * told.
     */
    void done(int settled, List<Message> messages) {
        done(settled, messages.size());
        if (settled == messages.size()) {
            messages.forEach(message -> occurred(message, Occurred.DONE));
        }
    }

    /** Tells that messages were moved by one statement, and which traces they came from, if that was asked for. */
    public void moved(int messages, Duration took, List<String> traceParents) {
        listener.moved(name(), messages, took, traceParents);
    }

    /** Makes a message a dead letter, and tells. */
    public Future<Void> bury(Message message, BuriedBecause why) {
        return queue.deadLetters()
                .bury(message, why)
                .compose(buried -> tell(buried > 0, () -> {
                    listener.buried(name(), message, why.reason());
                    occurred(message, Occurred.FAILED);
                }));
    }

    private void occurred(Message message, Occurred what) {
        message.schedule().ifPresent(schedule -> listener.occurred(schedule, what));
    }

    /** Tells what became of one message, if it was still held. */
    Future<Void> tell(boolean held, Runnable event) {
        if (held) {
            event.run();
        } else {
            listener.leaseLost(name(), 1);
        }
        return Future.succeededFuture();
    }

    private String name() {
        return queue.messages().name();
    }
}
