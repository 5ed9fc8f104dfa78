package dev.taskwire.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.postgres.Pools;
import dev.taskwire.testing.DeadLetterRows;
import dev.taskwire.testing.PostgresExtension;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

@ExtendWith(VertxExtension.class)
class RedriveIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final int FAST = 10_000;

    @SuppressWarnings("NullAway.Init")
    private Pool pool;

    @SuppressWarnings("NullAway.Init")
    private Redrive redrive;

    @SuppressWarnings("NullAway.Init")
    private DeadLetterRows failures;

    @BeforeEach
    void start(Vertx vertx) throws SQLException {
        failures = new DeadLetterRows(POSTGRES.database());
        failures.clear();
        pool = Pools.create(vertx, POSTGRES.config().database());
        redrive = new Redrive(vertx, pool, "public");
    }

    @AfterEach
    void stop() throws Exception {
        pool.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aRedrivenMessageStartsAfreshAndRemembersWhereItCameFrom() throws Exception {
        UUID id = failures.add(1, "no user");

        assertThat(run(FailureFilter.of(List.of(id)), false)).isEqualTo(1);

        Map<String, @Nullable Object> sent = POSTGRES.database().rows("""
                SELECT message.read_ct, message.message, message.headers ->> 'event_id' = failure.event_id::text AS same_event,
                  message.headers ->> 'redriven_from' AS redriven_from, message.headers -> 'redriven_count' AS redriven_count,
                  message.headers -> 'seq' AS seq, failure.redriven_at IS NOT NULL AS marked, failure.redriven_by, session_user
                FROM pgmq.q_cleanup_tasks AS message CROSS JOIN public.job_failures AS failure
                """).get(0);
        assertThat(sent)
                .containsEntry("read_ct", 0)
                .containsEntry("same_event", true)
                .containsEntry("redriven_from", id.toString())
                .containsEntry("marked", true)
                .containsEntry("redriven_by", "ada (" + sent.get("session_user") + ")");
        assertThat(sent.get("message")).hasToString("{\"minute\": 1}");
        assertThat(sent.get("redriven_count")).hasToString("1");
        assertThat(sent.get("seq")).hasToString("1");
    }

    @Test
    void whatFailsOnceMoreCountsHowOftenItWasRedriven() throws Exception {
        UUID id = failures.add(1, "no user");
        assertThat(run(FailureFilter.ALL, false)).isEqualTo(1);
        MessageQueue queue = new MessageQueue(pool, "cleanup_tasks");
        Message message = queue.read(1, Duration.ofSeconds(30))
                .await(10, TimeUnit.SECONDS)
                .get(0);
        DeadLetters deadLetters = new DeadLetters(pool, queue, "public");
        assertThat(deadLetters
                        .bury(message, BuriedBecause.attemptFailed("still no user"))
                        .await(10, TimeUnit.SECONDS))
                .isEqualTo(1);

        assertThat(run(FailureFilter.ALL, false)).isEqualTo(1);

        assertThat(POSTGRES.database().value("SELECT headers -> 'redriven_count' FROM pgmq.q_cleanup_tasks"))
                .isEqualTo("2");
        assertThat(POSTGRES.database().value("SELECT headers ->> 'redriven_from' FROM pgmq.q_cleanup_tasks"))
                .isNotEqualTo(id.toString());
        assertThat(POSTGRES.database().count("SELECT count(DISTINCT event_id) FROM public.job_failures"))
                .isEqualTo(1);
    }

    @Test
    void aMessageThatCameWithoutHeadersKeepsTheEventIdThatItWasKnownBy() throws Exception {
        UUID event = UUID.randomUUID();
        assertThat(POSTGRES.database().update("""
                INSERT INTO public.job_failures (queue, event_id, message, headers, reason)
                VALUES ('cleanup_tasks', ?, NULL, '[1]', 'odd')
                """, event)).isEqualTo(1);

        assertThat(run(FailureFilter.ALL, false)).isEqualTo(1);

        assertThat(POSTGRES.database().value("SELECT headers ->> 'event_id' FROM pgmq.q_cleanup_tasks"))
                .isEqualTo(event.toString());
        assertThat(POSTGRES.database().value("SELECT message FROM pgmq.q_cleanup_tasks"))
                .isEqualTo("null");
    }

    @Test
    void theWorkersWake() throws Exception {
        failures.add(1, "no user");
        try (Connection listening = POSTGRES.database().connect();
                Statement statement = listening.createStatement()) {
            statement.execute("LISTEN taskwire_wake");

            assertThat(run(FailureFilter.ALL, false)).isEqualTo(1);

            assertThat(listening.unwrap(PGConnection.class).getNotifications(10_000))
                    .singleElement()
                    .extracting(notification -> notification.getParameter())
                    .isEqualTo("cleanup_tasks");
        }
    }

    @Test
    void selectsByQueueCauseAndTime() throws Exception {
        UUID early = failures.add(1, "no user here");
        UUID late = failures.add(2, "No User there");
        failures.add(3, "no mailbox");
        UUID elsewhere = failures.add("notifications", 4, "no user");
        Instant two = Instant.parse("2026-01-02T00:02:00Z");

        assertThat(ready(filter(null, "no user", null, null))).isEqualTo(3);
        assertThat(ready(filter("cleanup_tasks", "NO USER", null, null))).isEqualTo(2);
        assertThat(ready(filter("cleanup_tasks", "%", null, null))).isZero();
        assertThat(ready(filter(null, null, two, null))).isEqualTo(3);
        assertThat(ready(filter(null, null, null, two))).isEqualTo(1);
        assertThat(ready(FailureFilter.of(List.of(early, elsewhere, UUID.randomUUID()))))
                .isEqualTo(2);

        assertThat(run(filter("cleanup_tasks", "no user", two, null), false)).isEqualTo(1);
        assertThat(failures.redriven(List.of(late))).isEqualTo(1);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM public.job_failures WHERE redriven_at IS NOT NULL"))
                .isEqualTo(1);
    }

    @Test
    void whatWasRedrivenGoesAgainOnlyWhereThatIsAskedFor() throws Exception {
        failures.add(1, "first");
        failures.add(2, "second");

        assertThat(run(FailureFilter.ALL, false)).isEqualTo(2);
        assertThat(run(FailureFilter.ALL, false)).isZero();
        RedrivePlan plan = redrive.plan(FailureFilter.ALL, false).await(10, TimeUnit.SECONDS);
        assertThat(plan.ready()).isZero();
        assertThat(plan.redrivenBefore()).isEqualTo(2);

        assertThat(run(FailureFilter.ALL, true)).isEqualTo(2);
        assertThat(queued()).isEqualTo(4);
    }

    @Test
    void theOldestGoFirstAndAllGoOnceThroughManyBatches() throws Exception {
        for (int minute = 40; minute > 0; minute--) {
            failures.add(minute, "no user");
        }

        // Eight messages a batch; again, so that every batch could find all of them.
        RedriveRequest request = new RedriveRequest(FailureFilter.ALL, true, "ada", 40);
        List<Long> progress = new ArrayList<>();
        long startedAt = System.nanoTime();
        assertThat(redrive.run(request, progress::add).await(30, TimeUnit.SECONDS))
                .isEqualTo(40);

        assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThan(Duration.ofMillis(790));
        assertThat(progress).containsExactly(8L, 16L, 24L, 32L, 40L);
        assertThat(POSTGRES.database().value("""
                SELECT array_agg((message ->> 'minute')::integer ORDER BY msg_id)
                    = array_agg((message ->> 'minute')::integer ORDER BY (message ->> 'minute')::integer)
                FROM pgmq.q_cleanup_tasks
                """)).isEqualTo("true");
    }

    @Test
    void whatFailsOnceMoreDuringTheRunIsLeftToTheNext() throws Exception {
        POSTGRES.database().execute("""
                CREATE FUNCTION public.fail_at_once() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  INSERT INTO public.job_failures (queue, message, reason) VALUES ('cleanup_tasks', NEW.message, 'again');
                  RETURN NULL;
                END
                $$;
                CREATE TRIGGER fail_at_once BEFORE INSERT ON pgmq.q_cleanup_tasks
                FOR EACH ROW EXECUTE FUNCTION public.fail_at_once();
                """);
        try {
            for (int minute = 0; minute < 10; minute++) {
                failures.add(minute, "no user");
            }
            RedriveRequest request = new RedriveRequest(FailureFilter.ALL, false, "ada", 25);

            assertThat(redrive.run(request, sent -> {}).await(20, TimeUnit.SECONDS))
                    .isEqualTo(10);

            assertThat(ready(FailureFilter.ALL)).isEqualTo(10);
        } finally {
            POSTGRES.database().execute("DROP FUNCTION public.fail_at_once() CASCADE");
        }
    }

    @Test
    void twoAtTheSameTimeSendEachMessageOnce() throws Exception {
        for (int minute = 0; minute < 300; minute++) {
            failures.add(minute, "no user");
        }
        RedriveRequest request = new RedriveRequest(FailureFilter.ALL, false, "ada", 500);

        List<Long> sent = Future.all(redrive.run(request, one -> {}), redrive.run(request, other -> {}))
                .await(30, TimeUnit.SECONDS)
                .list();

        assertThat(sent.stream().mapToLong(Long::longValue).sum()).isEqualTo(300);
        assertThat(queued()).isEqualTo(300);
        assertThat(POSTGRES.database().count("SELECT count(DISTINCT message) FROM pgmq.q_cleanup_tasks"))
                .isEqualTo(300);
    }

    @Test
    void aQueueThatIsGoneKeepsItsFailuresAndHoldsUpNoOther() throws Exception {
        UUID homeless = failures.add("long_gone", 1, "no user");
        UUID fine = failures.add(2, "no user");

        RedrivePlan plan = redrive.plan(FailureFilter.ALL, false).await(10, TimeUnit.SECONDS);
        assertThat(plan.ready()).isEqualTo(1);
        assertThat(plan.gone()).containsExactly(new RedrivePlan.Part("long_gone", false, 1, 0));

        assertThat(run(FailureFilter.ALL, false)).isEqualTo(1);
        assertThat(failures.redriven(List.of(fine))).isEqualTo(1);
        assertThat(failures.redriven(List.of(homeless))).isZero();
    }

    @Test
    void aBatchThatFailsChangesNothingAndSaysWhy() throws Exception {
        failures.add(1, "no user");
        POSTGRES.database().execute("ALTER TABLE pgmq.q_cleanup_tasks ADD CONSTRAINT closed CHECK (false)");
        try {
            assertThatThrownBy(() -> run(FailureFilter.ALL, false)).hasMessageContaining("closed");
            assertThat(ready(FailureFilter.ALL)).isEqualTo(1);
        } finally {
            POSTGRES.database().execute("ALTER TABLE pgmq.q_cleanup_tasks DROP CONSTRAINT closed");
        }
        assertThat(run(FailureFilter.ALL, false)).isEqualTo(1);
    }

    private long run(FailureFilter filter, boolean again) throws Exception {
        return redrive.run(new RedriveRequest(filter, again, "ada", FAST), sent -> {})
                .await(20, TimeUnit.SECONDS);
    }

    private long ready(FailureFilter filter) throws Exception {
        return redrive.plan(filter, false).await(10, TimeUnit.SECONDS).ready();
    }

    private static long queued() throws SQLException {
        return POSTGRES.database().count("SELECT count(*) FROM pgmq.q_cleanup_tasks");
    }

    private static FailureFilter filter(
            @Nullable String queue, @Nullable String cause, @Nullable Instant since, @Nullable Instant until) {
        return new FailureFilter(
                List.of(),
                Optional.ofNullable(queue),
                Optional.ofNullable(cause),
                Optional.ofNullable(since),
                Optional.ofNullable(until));
    }
}
