package dev.taskwire;

import dev.taskwire.Payloads.Reading;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageKind;
import dev.taskwire.worker.Attempt;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives what a worker takes to the user's handler: read as its type, where it wants it, and answered in the worker's words. */
final class QueueWork<T> {
    private static final Logger LOG = LoggerFactory.getLogger(QueueWork.class);

    private final OwnQueue<T> queue;
    private final MessageContract contract;
    private final Payloads<T> payloads;
    private final HandlerThreads threads;
    private final WorkerListener listener;
    private final dev.taskwire.config.OnSuccess onSuccess;

    QueueWork(OwnQueue<T> queue, MessageContract contract, HandlerThreads threads, WorkerListener listener) {
        this.queue = queue;
        this.contract = contract;
        this.payloads = new Payloads<>(queue.type());
        this.threads = threads;
        this.listener = listener;
        this.onSuccess = Outcomes.toConfig(queue.options().onSuccess);
    }

    MessageContract contract() {
        return contract;
    }

    /** Begins the work on messages that its contract knows; answers an outcome for each, in the batch's order. */
    List<Future<dev.taskwire.worker.Outcome>> work(List<Attempt> batch) {
        return queue.together()
                ? workTogether(batch)
                : batch.stream()
                        .flatMap(attempt -> workTogether(List.of(attempt)).stream())
                        .toList();
    }

    private List<Future<dev.taskwire.worker.Outcome>> workTogether(List<Attempt> batch) {
        List<Reading<T>> readings =
                batch.stream().map(attempt -> read(attempt.message())).toList();
        List<Attempt> fitting = new ArrayList<>(batch.size());
        List<Received<T>> received = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            if (readings.get(i) instanceof Reading.Fits<T> fits) {
                fitting.add(batch.get(i));
                received.add(new Received<>(fits.payload(), delivery(batch.get(i))));
            }
        }
        Iterator<Future<dev.taskwire.worker.Outcome>> answers =
                call(fitting, received).iterator();
        List<Future<dev.taskwire.worker.Outcome>> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(
                    readings.get(i) instanceof Reading.Unfit<T> unfit
                            ? refused(batch.get(i).message(), unfit.misfit())
                            : answers.next());
        }
        return outcomes;
    }

    /** What no schema can be asked about is told by the reading of the type. */
    private Reading<T> read(Message message) {
        @Nullable Object value = payloads.once(message.payload());
        if (value == null
                || payloads.isUnreadable(value)
                || contract.evolution().isEmpty()) {
            return payloads.read(value);
        }
        int version = MessageKind.of(message.headers()).version();
        Reading<Object> current = contract.evolution().get().read(version, value);
        return current instanceof Reading.Fits<Object> fits
                ? payloads.read(fits.payload())
                : new Reading.Unfit<>(((Reading.Unfit<Object>) current).misfit());
    }

    private List<Future<dev.taskwire.worker.Outcome>> call(List<Attempt> attempts, List<Received<T>> received) {
        if (attempts.isEmpty()) {
            return List.of();
        }
        Future<List<Future<Outcome>>> called = threads.call(attempts, () -> checked(received));
        return IntStream.range(0, attempts.size())
                .mapToObj(place -> called.compose(answers -> answers.get(place)).map(this::inWorkersWords))
                .toList();
    }

    private List<Future<Outcome>> checked(List<Received<T>> received) {
        List<Future<Outcome>> answers = queue.handler().handle(received);
        if (answers == null || answers.size() != received.size()) {
            throw new IllegalStateException("the handler of " + queue.name() + " gave "
                    + (answers == null ? "null" : answers.size() + " outcomes") + " for " + received.size()
                    + " messages");
        }
        return answers;
    }

    private dev.taskwire.worker.Outcome inWorkersWords(Outcome outcome) {
        return Outcomes.toWorker(
                Objects.requireNonNull(outcome, () -> "the handler of " + queue.name() + " gave null for an outcome"));
    }

    private Future<dev.taskwire.worker.Outcome> refused(Message message, Misfit misfit) {
        listener.invalid(queue.name(), message, misfit.reason());
        return Future.succeededFuture(Outcomes.toWorker(judged(message, misfit)));
    }

    /** What the user's code makes of it, or a dead letter where it says nothing of use. */
    private Outcome judged(Message message, Misfit misfit) {
        Outcome usual = Outcome.reject(misfit.reason());
        if (queue.options().onInvalid.isEmpty()) {
            return usual;
        }
        try {
            @Nullable
            Outcome decided = queue.options()
                    .onInvalid
                    .get()
                    .apply(HeldDelivery.info(queue.name(), message), misfit.violations());
            return decided == null ? usual : decided;
        } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
            LOG.atWarn()
                    .addKeyValue("queue", queue.name())
                    .setCause(thrown)
                    .log("onInvalid has thrown an exception; the message becomes a dead letter");
            return usual;
        }
    }

    private Delivery delivery(Attempt attempt) {
        return new HeldDelivery(HeldDelivery.info(queue.name(), attempt.message()), attempt, onSuccess);
    }
}
