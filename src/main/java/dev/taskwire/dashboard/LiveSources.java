package dev.taskwire.dashboard;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.config.WakeMode;
import dev.taskwire.queue.QueueStanding;
import dev.taskwire.queue.SharedLook;
import io.vertx.sqlclient.Pool;
import java.util.List;

/** What {@link Live} asks. Bound to the context on which it is followed. */
public final class LiveSources {
    private final ActivityTail tail;
    private final Figures figures;

    private LiveSources(ActivityTail tail, Figures figures) {
        this.tail = tail;
        this.figures = figures;
    }

    /**
     * Asks one database.
     *
     * @param queues how they stand, asked together with others who want to know
     */
    public static LiveSources of(Pool pool, TaskwireConfig config, SharedLook<List<QueueStanding>> queues) {
        Troubles troubles = new Troubles(pool, config.jobs().healthCheck(), config.wake() != WakeMode.OFF);
        return new LiveSources(new ActivityTail(pool, config.database().tablesSchema()), new Figures(queues, troubles));
    }

    ActivityTail tail() {
        return tail;
    }

    Figures figures() {
        return figures;
    }
}
