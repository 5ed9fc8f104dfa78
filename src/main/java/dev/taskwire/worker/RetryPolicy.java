package dev.taskwire.worker;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.RetryConfig;
import dev.taskwire.queue.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Whether a message that failed is tried again, and when: exponentially later, with jitter, up to a cap. */
final class RetryPolicy {
    private final QueueConfig config;
    private final DoubleSupplier random;

    /** @param random numbers from 0 to 1 for the jitter */
    RetryPolicy(QueueConfig config, DoubleSupplier random) {
        this.config = config;
        this.random = random;
    }

    /**
     * The pause before the next attempt; empty where there is none.
     *
     * @param attempt the attempt that failed, from 1
     */
    Optional<Duration> pause(Message message, int attempt) {
        RetryConfig retry = retryOf(message);
        return attempt < retry.attempts() ? Optional.of(jittered(doubled(retry, attempt))) : Optional.empty();
    }

    private RetryConfig retryOf(Message message) {
        return message.payload() instanceof JsonObject payload && payload.getValue("type") instanceof String type
                ? config.retryByType().getOrDefault(type, config.retry())
                : config.retry();
    }

    private static Duration doubled(RetryConfig retry, int attempt) {
        // Beyond 2^30 of even the shortest pause lies any cap.
        Duration pause = retry.backoff().multipliedBy(1L << Math.min(attempt - 1, 30));
        return pause.compareTo(retry.backoffMost()) < 0 ? pause : retry.backoffMost();
    }

    /** Between half of it and all of it, so that what failed together does not come back together. */
    private Duration jittered(Duration pause) {
        return Duration.ofNanos((long) (pause.toNanos() * (0.5 + random.getAsDouble() / 2)));
    }
}
