package dev.taskwire;

import dev.taskwire.queue.MessageKind;
import dev.taskwire.worker.Attempt;
import dev.taskwire.worker.AttemptHandler;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Gives each message of a queue to the handler of its type; what none of them knows is set aside. */
final class QueueRouter implements AttemptHandler {
    private final ByType<QueueWork<?>> works;

    QueueRouter(List<QueueWork<?>> works) {
        this.works = ByType.of(works, work -> work.contract().type());
    }

    @Override
    public boolean takesUnreadable() {
        return true;
    }

    @Override
    public List<Future<dev.taskwire.worker.Outcome>> work(List<Attempt> batch) {
        List<Optional<QueueWork<?>>> takers = batch.stream().map(this::taker).toList();
        Map<QueueWork<?>, List<Attempt>> own = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            Attempt attempt = batch.get(i);
            takers.get(i)
                    .ifPresent(work -> own.computeIfAbsent(work, first -> new ArrayList<>())
                            .add(attempt));
        }
        Map<QueueWork<?>, Iterator<Future<dev.taskwire.worker.Outcome>>> answers = new HashMap<>();
        own.forEach((work, attempts) -> answers.put(work, work.work(attempts).iterator()));
        List<Future<dev.taskwire.worker.Outcome>> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(
                    takers.get(i).isPresent()
                            ? Objects.requireNonNull(answers.get(takers.get(i).get()))
                                    .next()
                            : Future.succeededFuture(new dev.taskwire.worker.Outcome.Unknown(kind(batch.get(i)))));
        }
        return outcomes;
    }

    private Optional<QueueWork<?>> taker(Attempt attempt) {
        MessageKind kind = kind(attempt);
        return works.of(kind.type()).filter(work -> work.contract().knows(kind));
    }

    private static MessageKind kind(Attempt attempt) {
        return MessageKind.of(attempt.message().headers());
    }
}
