package dev.taskwire.job;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.function.Supplier;

/**
 * What the jobs of one process share.
 *
 * @param patient makes a pool of one connection whose statements may take hours; whoever calls it closes it
 * @param listens whether processes are to listen for wakes
 */
public record JobProcess(Vertx vertx, Pool pool, Supplier<Pool> patient, boolean listens) {}
