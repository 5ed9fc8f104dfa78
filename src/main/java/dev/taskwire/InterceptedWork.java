package dev.taskwire;

import dev.taskwire.worker.Attempt;
import dev.taskwire.worker.AttemptHandler;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Lets the user's listeners decide about messages before their handler has them, and revise what it answers. */
final class InterceptedWork implements AttemptHandler {
    private final String queue;
    private final AttemptHandler work;
    private final ListenerBridge listeners;

    private InterceptedWork(String queue, AttemptHandler work, ListenerBridge listeners) {
        this.queue = queue;
        this.work = work;
        this.listeners = listeners;
    }

    static AttemptHandler of(String queue, AttemptHandler work, ListenerBridge listeners) {
        return listeners.hasListeners() ? new InterceptedWork(queue, work, listeners) : work;
    }

    @Override
    public boolean takesUnreadable() {
        return work.takesUnreadable();
    }

    @Override
    public List<Future<dev.taskwire.worker.Outcome>> work(List<Attempt> batch) {
        List<Optional<Outcome>> decisions =
                batch.stream().map(attempt -> listeners.decided(info(attempt))).toList();
        List<Attempt> undecided = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            if (decisions.get(i).isEmpty()) {
                undecided.add(batch.get(i));
            }
        }
        Iterator<Future<dev.taskwire.worker.Outcome>> answers =
                worked(undecided).iterator();
        return decisions.stream()
                .map(decision -> decision.map(Outcomes::toWorker)
                        .map(Future::succeededFuture)
                        .orElseGet(answers::next))
                .toList();
    }

    private List<Future<dev.taskwire.worker.Outcome>> worked(List<Attempt> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        List<Future<dev.taskwire.worker.Outcome>> outcomes = work.work(batch);
        List<Future<dev.taskwire.worker.Outcome>> revised = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            MessageInfo message = info(batch.get(i));
            revised.add(outcomes.get(i)
                    .otherwise(dev.taskwire.worker.Outcome::failed)
                    .map(outcome -> isUnknown(outcome) ? outcome : revised(message, outcome)));
        }
        return revised;
    }

    /** What no handler knows has no handler's outcome. */
    private static boolean isUnknown(dev.taskwire.worker.Outcome outcome) {
        return outcome instanceof dev.taskwire.worker.Outcome.Unknown;
    }

    private dev.taskwire.worker.Outcome revised(MessageInfo message, dev.taskwire.worker.Outcome outcome) {
        return Outcomes.toWorker(listeners.revised(message, Outcomes.ofWorker(outcome)));
    }

    private MessageInfo info(Attempt attempt) {
        return HeldDelivery.info(queue, attempt.message());
    }
}
