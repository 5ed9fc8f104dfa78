package dev.taskwire.notification;

import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A way for notifications to their readers. It is not used twice for an event that went by it already. */
interface Way {
    /**
     * Takes notifications on their way.
     *
     * @return by event id, what becomes of their messages as far as this way is concerned; each comes in its own time
     */
    Map<UUID, Future<Outcome>> send(List<Ready> ready);
}
