package dev.taskwire.worker;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.function.Consumer;

/** How wakes travel from the listener to the workers: over the event bus, an address a queue. */
public final class Wakes {
    private static final String ADDRESS = "taskwire.wake.";

    /**
     * What arrives.
     *
     * @param sentAt when it was sent, by a clock that nobody sets back
     */
    public record Wake(WakeCause cause, Duration sentAt) {
        static Wake now(WakeCause cause) {
            return new Wake(cause, MonotonicClock.now());
        }

        private static Wake from(String body) {
            int space = body.indexOf(' ');
            return new Wake(
                    WakeCause.valueOf(body.substring(0, space)),
                    Duration.ofNanos(Long.parseLong(body.substring(space + 1))));
        }

        private String body() {
            return cause.name() + " " + sentAt.toNanos();
        }
    }

    private Wakes() {}

    /** Wakes the workers of a queue in this process, if there are any. */
    public static void publish(Vertx vertx, String queue, WakeCause cause) {
        vertx.eventBus().publish(ADDRESS + queue, Wake.now(cause).body());
    }

    /** Calls for each wake of a queue, until the consumer is unregistered. */
    public static MessageConsumer<String> consume(Vertx vertx, String queue, Consumer<Wake> crew) {
        return vertx.eventBus().localConsumer(ADDRESS + queue, message -> crew.accept(Wake.from(message.body())));
    }
}
