package dev.taskwire.doctor;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.notification.NotificationProcess;
import dev.taskwire.notification.NotificationSettings;
import dev.taskwire.notification.Notifications;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.util.Optional;

/** Loads the types of notifications as {@code serve} does at its start, with no way to send anything. */
final class NotificationTypesLoad {
    private NotificationTypesLoad() {}

    static Future<Notifications> of(Ground ground) {
        TaskwireConfig config = ground.config();
        NotificationProcess process = new NotificationProcess(
                ground.vertx(), ground.pool(), Optional.empty(), Optional.empty(), new WorkerListener() {});
        NotificationSettings settings = new NotificationSettings(
                config.queues().notifications().name(),
                config.database().tablesSchema(),
                config.queues().notifications().attemptTimeout(),
                config.notifications());
        return ground.vertx().executeBlocking(() -> Notifications.load(process, settings), false);
    }
}
