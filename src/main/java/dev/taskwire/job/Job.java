package dev.taskwire.job;

import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;

/** Something that is done from time to time. May be used from any context. */
interface Job {
    /** Does it. What the future fails with may pass. */
    Future<Outcome> run(JobRequest request);
}
