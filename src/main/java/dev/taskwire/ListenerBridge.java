package dev.taskwire;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageKind;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
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

    private void tell(Consumer<TaskwireListener> event) {
        for (TaskwireListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException thrown) {
                LOG.warn("a listener has thrown an exception, and the work goes on", thrown);
            }
        }
    }
}
