package dev.taskwire.notification;

import dev.taskwire.config.Channel;
import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.worker.Notified;
import dev.taskwire.worker.Outcome;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Puts notifications where the user's application shows them. May be used from any context. */
final class InAppWay implements Way {
    private final InAppRows rows;
    private final WorkerListener listener;

    InAppWay(InAppRows rows, WorkerListener listener) {
        this.rows = rows;
        this.listener = listener;
    }

    @Override
    public Map<UUID, Future<Outcome>> send(List<Ready> ready) {
        Map<UUID, InAppRow> byEvent = new HashMap<>();
        ready.forEach(one -> byEvent.put(one.eventId(), one.row()));
        Future<Map<InAppRow, Throwable>> inserted = rows.insert(List.copyOf(byEvent.values()));
        return byEvent.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        row -> inserted.map(refused -> outcome(row.getValue(), refused))
                                .otherwise(Outcome::failed)));
    }

    private Outcome outcome(InAppRow row, Map<InAppRow, Throwable> refused) {
        Throwable refusal = refused.get(row);
        if (refusal != null) {
            return Outcome.reject("the table of in-app notifications refused the row: " + refusal.getMessage());
        }
        listener.notified(row.text().type(), Ways.name(Channel.IN_APP), Notified.SENT);
        return Outcome.DONE;
    }
}
