package dev.taskwire.notification;

import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.Optional;

/**
 * What the handlers of one process share.
 *
 * @param mailer empty where mails have to wait
 * @param slack where a type has that channel
 */
public record NotificationProcess(
        Vertx vertx, Pool pool, Optional<Mailer> mailer, Optional<SlackClient> slack, WorkerListener listener) {}
