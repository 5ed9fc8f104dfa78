package dev.taskwire.worker;

import io.vertx.core.Vertx;

/** What the workers of one process share. */
public record WorkerProcess(Vertx vertx, Quarantine quarantine, WorkerListener listener) {}
