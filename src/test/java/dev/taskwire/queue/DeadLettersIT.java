package dev.taskwire.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.postgres.Pools;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(VertxExtension.class)
class DeadLettersIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final UUID EVENT = UUID.fromString("5f3c1f9e-1111-4111-8111-0123456789ab");

    @SuppressWarnings("NullAway.Init")
    private Pool pool;

    @SuppressWarnings("NullAway.Init")
    private MessageQueue queue;

    @SuppressWarnings("NullAway.Init")
    private DeadLetters deadLetters;

    @BeforeEach
    void start(Vertx vertx) throws SQLException {
        POSTGRES.database().execute("""
                TRUNCATE public.job_failures, taskwire.troubled_message, pgmq.q_cleanup_tasks, pgmq.a_cleanup_tasks
                """);
        pool = Pools.create(vertx, POSTGRES.config().database());
        queue = new MessageQueue(pool, "cleanup_tasks");
        deadLetters = new DeadLetters(pool, queue, "public");
    }

    @AfterEach
    void stop() throws Exception {
        pool.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aFirstAttemptThatFailsIsTheWholeStory() throws Exception {
        send("{\"a\": 1}", "{\"event_id\": \"" + EVENT + "\", \"x\": true}");
        Message message = read();

        assertThat(bury(message, BuriedBecause.attemptFailed("no user 7"))).isEqualTo(1);

        Map<String, @Nullable Object> failure = failure();
        assertThat(failure)
                .containsEntry("queue", "cleanup_tasks")
                .containsEntry("message_id", message.id())
                .containsEntry("event_id", EVENT)
                .containsEntry("reason", "no user 7")
                .containsEntry("cause", "no user <n>")
                .containsEntry("attempts", 1)
                .containsEntry("redriven_at", null);
        assertThat(failure.get("first_attempt_at")).isNotNull().isEqualTo(failure.get("failed_at"));
        assertThat(failure.get("message")).hasToString("{\"a\": 1}");
        assertThat(failure.get("headers")).hasToString("{\"x\": true, \"event_id\": \"" + EVENT + "\"}");
        assertThat(errors(failure)).hasSize(1);
        assertThat(errors(failure).getJsonObject(0).getInteger("attempt")).isEqualTo(1);
        assertThat(errors(failure).getJsonObject(0).getInstant("at"))
                .isEqualTo(((Timestamp) Objects.requireNonNull(failure.get("failed_at"))).toInstant());
        assertThat(count("pgmq.q_cleanup_tasks")).isZero();
        assertThat(POSTGRES.database().value("SELECT message FROM pgmq.a_cleanup_tasks"))
                .isEqualTo("{\"a\": 1}");
    }

    @Test
    void earlierTroubleComesAlong() throws Exception {
        send("{}", null);
        Message message = read();
        trouble(message, "interval '0'");

        assertThat(bury(message, BuriedBecause.attemptFailed("the third"))).isEqualTo(1);

        Map<String, @Nullable Object> failure = failure();
        assertThat(failure).containsEntry("attempts", 3);
        assertThat(String.valueOf(failure.get("first_attempt_at"))).startsWith("2026-01-02");
        assertThat(errors(failure).stream().map(error -> ((JsonObject) error).getString("reason")))
                .containsExactly("the first", "the second", "the third");
        assertThat(errors(failure).getJsonObject(2).getInteger("attempt")).isEqualTo(3);
        assertThat(count("taskwire.troubled_message")).isZero();
    }

    @Test
    void whatWasNoAttemptCountsAsNone() throws Exception {
        send("{}", null);

        assertThat(bury(read(), BuriedBecause.notAttempted("it ended ten processes")))
                .isEqualTo(1);

        assertThat(failure()).containsEntry("attempts", 0).containsEntry("first_attempt_at", null);
        assertThat(errors(failure()).getJsonObject(0).getValue("attempt")).isNull();
    }

    @Test
    void troubleOfAnotherMessageWithTheSameNumberIsNotMixedIn() throws Exception {
        send("{}", null);
        Message message = read();
        trouble(message, "interval '1 hour'");

        assertThat(bury(message, BuriedBecause.attemptFailed("the only one"))).isEqualTo(1);

        assertThat(failure()).containsEntry("attempts", 1);
        assertThat(errors(failure())).hasSize(1);
        assertThat(count("taskwire.troubled_message")).isEqualTo(1);
    }

    @Test
    void whoLostTheLeaseBuriesNothing() throws Exception {
        send("{}", null);
        Message stale = read();
        POSTGRES.database().execute("UPDATE pgmq.q_cleanup_tasks SET vt = clock_timestamp()");
        Message held = read();

        assertThat(bury(stale, BuriedBecause.attemptFailed("too late"))).isZero();
        assertThat(count("public.job_failures")).isZero();
        assertThat(count("pgmq.q_cleanup_tasks")).isEqualTo(1);

        assertThat(bury(held, BuriedBecause.attemptFailed("in time"))).isEqualTo(1);
        assertThat(bury(held, BuriedBecause.attemptFailed("again"))).isZero();
        assertThat(count("public.job_failures")).isEqualTo(1);
    }

    @Test
    void aMessageWithoutAnEventIdGetsTheOneThatWorkersUse() throws Exception {
        POSTGRES.database().execute("SELECT pgmq.send('cleanup_tasks', '[1]'::jsonb)");
        Message message = read();

        assertThat(bury(message, BuriedBecause.attemptFailed("no object"))).isEqualTo(1);

        assertThat(failure()).containsEntry("event_id", EventId.of("cleanup_tasks", message));
    }

    @Test
    void aReasonThatPostgresCannotHoldIsMadeToFit() throws Exception {
        send("{}", null);

        assertThat(bury(read(), BuriedBecause.attemptFailed("nul \0, half \ud83d, long " + "x".repeat(1_000_000))))
                .isEqualTo(1);

        assertThat(String.valueOf(failure().get("reason")))
                .startsWith("nul \ufffd, half ")
                .hasSizeLessThan(9_000);
    }

    private int bury(Message message, BuriedBecause why) throws Exception {
        return deadLetters.bury(message, why).await(10, TimeUnit.SECONDS);
    }

    private Message read() throws Exception {
        return queue.read(1, Duration.ofSeconds(30)).await(10, TimeUnit.SECONDS).get(0);
    }

    private static void send(String message, @Nullable String headers) throws SQLException {
        assertThat(POSTGRES.database()
                        .value("SELECT taskwire.send('cleanup_tasks', ?::jsonb, ?::jsonb)", message, headers))
                .isNotNull();
    }

    private static void trouble(Message message, String later) throws SQLException {
        assertThat(POSTGRES.database().update("""
                INSERT INTO taskwire.troubled_message
                  (queue, message_id, enqueued_at, attempts, errors, first_attempt_at)
                SELECT 'cleanup_tasks', msg_id, enqueued_at + %s, 2,
                  '[{"at": "2026-01-02T03:04:05Z", "attempt": 1, "reason": "the first"},
                    {"at": "2026-01-02T03:05:05Z", "attempt": 2, "reason": "the second"}]', '2026-01-02T03:04:05Z'
                FROM pgmq.q_cleanup_tasks WHERE msg_id = ?
                """.formatted(later), message.id()))
                .isEqualTo(1);
    }

    private static Map<String, @Nullable Object> failure() throws SQLException {
        return POSTGRES.database().rows("""
                SELECT queue, message_id, event_id, message, headers, reason, cause, errors, attempts,
                       first_attempt_at, failed_at, redriven_at
                FROM public.job_failures
                """).get(0);
    }

    private static JsonArray errors(Map<String, @Nullable Object> failure) {
        return new JsonArray(String.valueOf(failure.get("errors")));
    }

    private static long count(String table) throws SQLException {
        return POSTGRES.database().count("SELECT count(*) FROM " + table);
    }
}
