package dev.taskwire.worker;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One instance of a queue's workers: starts its loop, has the queue's crew give it work, and lets it finish at the end. */
public final class QueueVerticle extends VerticleBase {
    private final WorkerProcess process;
    private final Crew crew;
    private final Supplier<Turn> turns;

    private @Nullable WorkerLoop loop;

    /**
     * @param crew shared by all instances for the queue in this process
     * @param turns makes this instance's turn, on its context
     */
    public QueueVerticle(WorkerProcess process, Crew crew, Supplier<Turn> turns) {
        this.process = process;
        this.crew = crew;
        this.turns = turns;
    }

    @Override
    public Future<?> start() {
        WorkerLoop started = new WorkerLoop(process, crew.settings().queue(), turns.get(), crew);
        loop = started;
        return crew.join(started);
    }

    @Override
    public Future<?> stop() {
        if (loop == null) {
            return Future.succeededFuture();
        }
        return Future.join(crew.leave(loop), loop.stop(crew.settings().stopDeadline()));
    }
}
