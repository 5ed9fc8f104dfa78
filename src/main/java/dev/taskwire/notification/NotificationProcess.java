package dev.taskwire.notification;

import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;

/** What the handlers of one process share. */
public record NotificationProcess(Vertx vertx, Pool pool, Mailer mailer, WorkerListener listener) {}
