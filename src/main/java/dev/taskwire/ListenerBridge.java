package dev.taskwire;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageKind;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the user's listeners what the worker's are told, in public words; what they throw ends here. */
final class ListenerBridge implements WorkerListener {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerBridge.class);

    private final List<TaskwireListener> listeners;

    ListenerBridge(List<TaskwireListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void ready(Set<String> queues) {
        tell(listener -> listener.ready(queues));
    }

    void shuttingDown() {
        tell(TaskwireListener::shuttingDown);
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** What a listener decides about a message before its handler has it. */
    Optional<Outcome> decided(MessageInfo message) {
        for (TaskwireListener listener : listeners) {
            Optional<Outcome> decision = asked(() -> listener.decide(message), Optional.empty());
            if (decision.isPresent()) {
                return decision;
            }
        }
        return Optional.empty();
    }

    /** What the listeners make of a handler's outcome. */
    Outcome revised(MessageInfo message, Outcome outcome) {
        Outcome last = outcome;
        for (TaskwireListener listener : listeners) {
            Outcome before = last;
            last = asked(() -> listener.revise(message, before), before);
        }
        return last;
    }

    @Override
    public void reading(String queue, int most) {
        tell(listener -> listener.beforeReading(queue, most));
    }

    @Override
    public void progressed(String queue, Message message, dev.taskwire.queue.Progress progress) {
        tell(listener -> listener.progressed(
                HeldDelivery.info(queue, message), new Progress(progress.fraction(), progress.note())));
    }

    @Override
    public void blocked(String queue, Duration took) {
        tell(listener -> listener.blocked(queue, took));
    }

    @Override
    public <T> T working(String queue, List<Message> batch, Supplier<T> begin) {
        if (!listeners.isEmpty()) {
            batch.forEach(message -> tell(listener -> listener.before(HeldDelivery.info(queue, message))));
        }
        return begin.get();
    }

    @Override
    public Future<Void> settling(
            String queue, Message message, dev.taskwire.worker.Outcome outcome, Supplier<Future<Void>> write) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.after(HeldDelivery.info(queue, message), Outcomes.ofWorker(outcome)));
        }
        return write.get();
    }

    @Override
    public void retrying(String queue, Message message, String reason, Duration pause) {
        tell(listener -> listener.failed(HeldDelivery.info(queue, message), reason, pause));
    }

    @Override
    public void unknown(String queue, Message message, MessageKind kind) {
        tell(listener -> listener.unknown(HeldDelivery.info(queue, message), kind.type(), kind.version()));
    }

    @Override
    public void invalid(String queue, Message message, String reason) {
        tell(listener -> listener.invalid(HeldDelivery.info(queue, message), reason));
    }

    @Override
    public void buried(String queue, Message message, String reason) {
        tell(listener -> listener.deadLettered(HeldDelivery.info(queue, message), reason));
    }

    @Override
    public void leaseLost(String queue, int messages) {
        tell(listener -> listener.leaseLost(queue, messages));
    }

    private static <T> T asked(Supplier<T> question, T otherwise) {
        try {
            return Objects.requireNonNull(question.get(), "null");
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            LOG.warn(
                    "a listener has thrown an exception instead of an answer, and the work goes on without it", thrown);
            return otherwise;
        }
    }

    private void tell(Consumer<TaskwireListener> event) {
        for (TaskwireListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
                LOG.warn("a listener has thrown an exception, and the work goes on", thrown);
            }
        }
    }
}
