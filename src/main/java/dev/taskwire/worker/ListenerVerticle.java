package dev.taskwire.worker;

import dev.taskwire.config.ListenerConfig;
import dev.taskwire.postgres.DatabaseAddress;
import dev.taskwire.postgres.NotificationListener;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Owns the process's one listening connection, and turns what it hears into wakes on the event bus. */
public final class ListenerVerticle extends VerticleBase implements NotificationListener.Observer {
    /** Before the queue's name where a notification is no wake, but says that there will be none for a while. */
    private static final String QUIET = "quiet ";

    private final DatabaseAddress address;
    private final ListenerConfig config;
    private final Set<String> queues;
    private final WorkerListener listener;

    private @Nullable NotificationListener notifications;
    private boolean listenedBefore;

    /** @param queues the queues that this process works on; a wake for any other is none of its business */
    public ListenerVerticle(
            DatabaseAddress address, ListenerConfig config, Set<String> queues, WorkerListener listener) {
        this.address = address;
        this.config = config;
        this.queues = Set.copyOf(queues);
        this.listener = listener;
    }

    @Override
    public Future<?> start() {
        notifications = new NotificationListener(vertx, address, config, this);
        notifications.open();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return notifications == null ? Future.succeededFuture() : notifications.close();
    }

    @Override
    public void listening() {
        listener.listening();
        WakeCause cause = listenedBefore ? WakeCause.RECONNECT : WakeCause.START;
        listenedBefore = true;
        queues.forEach(queue -> Wakes.publish(vertx, queue, cause));
    }

    @Override
    public void lost(String reason) {
        listener.listenerLost(reason);
    }

    @Override
    public void notified(String payload) {
        boolean announcesQuiet = payload.startsWith(QUIET);
        String queue = announcesQuiet ? payload.substring(QUIET.length()) : payload;
        if (queues.contains(queue)) {
            Wakes.publish(vertx, queue, announcesQuiet ? WakeCause.QUIET : WakeCause.NOTIFICATION);
        }
    }
}
