package dev.taskwire.worker;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;

/** How wakes travel from the listener to the workers: over the event bus, an address a queue. */
public final class Wakes {
    private static final String ADDRESS = "taskwire.wake.";

    private Wakes() {}

    /** Wakes the workers of a queue in this process, if there are any. */
    public static void publish(Vertx vertx, String queue, WakeCause cause) {
        vertx.eventBus().publish(ADDRESS + queue, cause.name());
    }

    /** Calls for each wake of a queue, until the consumer is unregistered. */
    public static MessageConsumer<String> consume(Vertx vertx, String queue, Consumer<WakeCause> crew) {
        return vertx.eventBus()
                .localConsumer(ADDRESS + queue, message -> crew.accept(WakeCause.valueOf(message.body())));
    }
}
