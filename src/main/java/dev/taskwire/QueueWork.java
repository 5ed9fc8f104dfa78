package dev.taskwire;

import dev.taskwire.Payloads.Reading;
import dev.taskwire.worker.Attempt;
import dev.taskwire.worker.AttemptHandler;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Gives what a worker takes to the user's handler: read as its type, where it wants it, and answered in the worker's words. */
final class QueueWork<T> implements AttemptHandler {
    private final OwnQueue<T> queue;
    private final Payloads<T> payloads;
    private final HandlerThreads threads;
    private final WorkerListener listener;
    private final dev.taskwire.config.OnSuccess onSuccess;

    QueueWork(OwnQueue<T> queue, HandlerThreads threads, WorkerListener listener) {
        this.queue = queue;
        this.payloads = new Payloads<>(queue.type());
        this.threads = threads;
        this.listener = listener;
        this.onSuccess = Outcomes.toConfig(queue.options().onSuccess);
    }

    @Override
    public List<Future<dev.taskwire.worker.Outcome>> work(List<Attempt> batch) {
        return queue.together()
                ? workTogether(batch)
                : batch.stream()
                        .flatMap(attempt -> workTogether(List.of(attempt)).stream())
                        .toList();
    }

    private List<Future<dev.taskwire.worker.Outcome>> workTogether(List<Attempt> batch) {
        List<Reading<T>> readings = batch.stream()
                .map(attempt -> payloads.read(attempt.message().payload()))
                .toList();
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
                            ? refused(batch.get(i), unfit.reason())
                            : answers.next());
        }
        return outcomes;
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

    private Future<dev.taskwire.worker.Outcome> refused(Attempt attempt, String reason) {
        listener.invalid(queue.name(), attempt.message(), reason);
        return Future.succeededFuture(dev.taskwire.worker.Outcome.reject(reason));
    }

    private Delivery delivery(Attempt attempt) {
        return new HeldDelivery(HeldDelivery.info(queue.name(), attempt.message()), attempt, onSuccess);
    }
}
