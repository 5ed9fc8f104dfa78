package dev.taskwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.queue.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RetryPolicyTest {
    private static final Message PLAIN = message(new JsonObject());

    @Test
    void doublesThePauseUpToItsCap() {
        RetryPolicy policy =
                new RetryPolicy(queue(Map.of("attempts", 20, "backoff", "1s", "backoff_most", "10s")), () -> 1);

        assertThat(policy.pause(PLAIN, 1)).contains(Duration.ofSeconds(1));
        assertThat(policy.pause(PLAIN, 2)).contains(Duration.ofSeconds(2));
        assertThat(policy.pause(PLAIN, 4)).contains(Duration.ofSeconds(8));
        assertThat(policy.pause(PLAIN, 5)).contains(Duration.ofSeconds(10));
        assertThat(policy.pause(PLAIN, 19)).contains(Duration.ofSeconds(10));
    }

    @Test
    void takesUpToHalfOfThePauseAwayByChance() {
        RetryPolicy policy = new RetryPolicy(queue(Map.of("backoff", "1s")), () -> 0);

        assertThat(policy.pause(PLAIN, 1)).contains(Duration.ofMillis(500));
    }

    @Test
    void endsAfterTheLastAttempt() {
        RetryPolicy policy = new RetryPolicy(queue(Map.of("attempts", 3)), () -> 0);

        assertThat(policy.pause(PLAIN, 2)).isPresent();
        assertThat(policy.pause(PLAIN, 3)).isEmpty();
    }

    @Test
    void followsTheTypeOfTheMessage() {
        RetryPolicy policy = new RetryPolicy(
                queue(Map.of("attempts", 3, "by_type", Map.of("rare", Map.of("attempts", 1)))), () -> 0);

        assertThat(policy.pause(message(new JsonObject().put("type", "rare")), 1))
                .isEmpty();
        assertThat(policy.pause(message(new JsonObject().put("type", "other")), 1))
                .isPresent();
        assertThat(policy.pause(message("no object"), 1)).isPresent();
    }

    private static QueueConfig queue(Map<String, Object> keys) {
        return TaskwireConfig.from(
                        Map.of("queues", Map.of("notifications", keys)),
                        Map.of("DATABASE_URL", "postgres://u:p@localhost/db"))
                .queues()
                .notifications();
    }

    private static Message message(Object payload) {
        return new Message(1, 1, Instant.EPOCH, payload, new JsonObject());
    }
}
