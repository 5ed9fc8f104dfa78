package dev.taskwire.queue;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database the same for all who want to know: once a second at the most, and never twice at a time. Bound to one
 * context.
 *
 * @param <T> what is asked
 */
public final class SharedLook<T> {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration ANSWERED_MOST = Duration.ofSeconds(10);

    private final Supplier<Future<T>> look;
    private @Nullable Future<T> last;
    private long begun;

    public SharedLook(Supplier<Future<T>> look) {
        this.look = look;
    }

    /** What was answered within the last second, or else is asked now; fails where that cannot be had. */
    public Future<T> now() {
        Future<T> known = last;
        long now = System.nanoTime();
        if (known == null || (known.isComplete() && now - begun >= EVERY.toNanos())) {
            begun = now;
            known = look.get().timeout(ANSWERED_MOST.toMillis(), TimeUnit.MILLISECONDS);
            last = known;
        }
        return known;
    }
}
