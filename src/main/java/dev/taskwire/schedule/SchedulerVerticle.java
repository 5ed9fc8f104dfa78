package dev.taskwire.schedule;

import dev.taskwire.worker.Wakes;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import org.jspecify.annotations.Nullable;

/** Fires schedules, from its start to its stop. */
public final class SchedulerVerticle extends VerticleBase {
    /** What the listener hears, in the place of a queue's name, when schedules have changed: taskwire.wake_schedulers. */
    public static final String CHANGED = "schedules changed";

    private final SchedulerSettings settings;
    private final WorkerListener listener;

    private @Nullable Scheduler scheduler;
    private @Nullable MessageConsumer<String> wakes;

    public SchedulerVerticle(SchedulerSettings settings, WorkerListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    @Override
    public Future<?> start() {
        ConfiguredSchedules configured = new ConfiguredSchedules(settings.configured(), settings.builtIn());
        Scheduler started = new Scheduler(vertx, settings, listener, () -> configured.apply(settings.pool()));
        scheduler = started;
        wakes = Wakes.consume(vertx, CHANGED, cause -> started.look());
        started.look();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        Future<Void> deaf = wakes == null ? Future.succeededFuture() : wakes.unregister();
        return deaf.compose(done -> scheduler == null ? Future.succeededFuture() : scheduler.stop());
    }
}
