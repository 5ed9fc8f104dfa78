package dev.taskwire.notification;

import dev.taskwire.config.Channel;
import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.worker.Notified;
import dev.taskwire.worker.Outcome;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells notifications to the log, for development. May be used from any context. */
final class LogWay implements Way {
    private static final Logger LOG = LoggerFactory.getLogger("dev.taskwire.notification");

    private final WorkerListener listener;

    LogWay(WorkerListener listener) {
        this.listener = listener;
    }

    @Override
    public Map<UUID, Future<Outcome>> send(List<Ready> ready) {
        return ready.stream().collect(Collectors.toMap(Ready::eventId, this::tell, (first, second) -> first));
    }

    private Future<Outcome> tell(Ready ready) {
        LOG.atInfo()
                .addKeyValue("type", ready.type())
                .addKeyValue("user", ready.recipient().id())
                .log(ready.words().subject());
        listener.notified(ready.type(), Ways.name(Channel.LOG), Notified.SENT);
        return Future.succeededFuture(Outcome.DONE);
    }
}
