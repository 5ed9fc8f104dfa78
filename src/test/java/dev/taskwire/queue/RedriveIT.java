package dev.taskwire.queue;

import static dev.taskwire.queue.RedriveStage.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.DeadLetterRows;
import dev.taskwire.support.PostgresExtension;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/** Which dead letters are sent back, and as what. */
final class RedriveIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final RedriveStage stage = new RedriveStage(POSTGRES);

    private final DeadLetterRows failures = stage.failures();

    @Test
    void aRedrivenMessageStartsAfreshAndRemembersWhereItCameFrom() throws Exception {
        UUID id = failures.add(1, "no user");

        assertThat(stage.run(FailureFilter.of(List.of(id)), false)).isEqualTo(1);

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
        assertThat(stage.run(FailureFilter.ALL, false)).isEqualTo(1);
        MessageQueue queue = new MessageQueue(stage.pool(), "cleanup_tasks");
        Message message = queue.read(1, Duration.ofSeconds(30))
                .await(10, TimeUnit.SECONDS)
                .get(0);
        DeadLetters deadLetters = new DeadLetters(stage.pool(), queue, "public");
        assertThat(deadLetters
                        .bury(message, BuriedBecause.attemptFailed("still no user"))
                        .await(10, TimeUnit.SECONDS))
                .isEqualTo(1);

        assertThat(stage.run(FailureFilter.ALL, false)).isEqualTo(1);

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

        assertThat(stage.run(FailureFilter.ALL, false)).isEqualTo(1);

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
            statement.execute("LISTEN taskwire_wake; SELECT taskwire.keep_listening(60000)");

            assertThat(stage.run(FailureFilter.ALL, false)).isEqualTo(1);

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

        assertThat(stage.ready(filter(null, "no user", null, null))).isEqualTo(3);
        assertThat(stage.ready(filter("cleanup_tasks", "NO USER", null, null))).isEqualTo(2);
        assertThat(stage.ready(filter("cleanup_tasks", "%", null, null))).isZero();
        assertThat(stage.ready(filter(null, null, two, null))).isEqualTo(3);
        assertThat(stage.ready(filter(null, null, null, two))).isEqualTo(1);
        assertThat(stage.ready(FailureFilter.of(List.of(early, elsewhere, UUID.randomUUID()))))
                .isEqualTo(2);

        assertThat(stage.run(filter("cleanup_tasks", "no user", two, null), false))
                .isEqualTo(1);
        assertThat(failures.redriven(List.of(late))).isEqualTo(1);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM public.job_failures WHERE redriven_at IS NOT NULL"))
                .isEqualTo(1);
    }

    @Test
    void whatWasRedrivenGoesAgainOnlyWhereThatIsAskedFor() throws Exception {
        failures.add(1, "first");
        failures.add(2, "second");

        assertThat(stage.run(FailureFilter.ALL, false)).isEqualTo(2);
        assertThat(stage.run(FailureFilter.ALL, false)).isZero();
        RedrivePlan plan = stage.redrive().plan(FailureFilter.ALL, false).await(10, TimeUnit.SECONDS);
        assertThat(plan.ready()).isZero();
        assertThat(plan.redrivenBefore()).isEqualTo(2);

        assertThat(stage.run(FailureFilter.ALL, true)).isEqualTo(2);
        assertThat(stage.queued()).isEqualTo(4);
    }
}
