package dev.taskwire.dashboard;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.config.WakeMode;
import dev.taskwire.queue.Queues;
import io.vertx.sqlclient.Pool;

/** What {@link Live} asks. Bound to the context on which it is followed. */
public final class LiveSources {
    private final ActivityTail tail;
    private final Figures figures;

    private LiveSources(ActivityTail tail, Figures figures) {
        this.tail = tail;
        this.figures = figures;
    }

    public static LiveSources of(Pool pool, TaskwireConfig config) {
        Troubles troubles = new Troubles(pool, config.jobs().healthCheck(), config.wake() != WakeMode.OFF);
        return new LiveSources(
                new ActivityTail(pool, config.database().tablesSchema()), new Figures(new Queues(pool), troubles));
    }

    ActivityTail tail() {
        return tail;
    }

    Figures figures() {
        return figures;
    }
}
