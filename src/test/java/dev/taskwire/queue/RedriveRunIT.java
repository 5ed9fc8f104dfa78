package dev.taskwire.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.support.DeadLetterRows;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many are sent back: in batches, at a rate, beside others, and with some that cannot. */
final class RedriveRunIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final RedriveStage stage = new RedriveStage(POSTGRES);

    private final DeadLetterRows failures = stage.failures();

    @Test
    void theOldestGoFirstAndAllGoOnceThroughManyBatches() throws Exception {
        for (int minute = 40; minute > 0; minute--) {
            failures.add(minute, "no user");
        }

        // Eight messages a batch; again, so that every batch could find all of them.
        RedriveRequest request = new RedriveRequest(FailureFilter.ALL, true, "ada", 40);
        List<Long> progress = new ArrayList<>();
        long startedAt = System.nanoTime();
        assertThat(stage.redrive().run(request, progress::add).await(30, TimeUnit.SECONDS))
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

            assertThat(stage.redrive().run(request, sent -> {}).await(20, TimeUnit.SECONDS))
                    .isEqualTo(10);

            assertThat(stage.ready(FailureFilter.ALL)).isEqualTo(10);
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

        List<Long> sent = Future.all(
                        stage.redrive().run(request, one -> {}), stage.redrive().run(request, other -> {}))
                .await(30, TimeUnit.SECONDS)
                .list();

        assertThat(sent.stream().mapToLong(Long::longValue).sum()).isEqualTo(300);
        assertThat(stage.queued()).isEqualTo(300);
        assertThat(POSTGRES.database().count("SELECT count(DISTINCT message) FROM pgmq.q_cleanup_tasks"))
                .isEqualTo(300);
    }

    @Test
    void aQueueThatIsGoneKeepsItsFailuresAndHoldsUpNoOther() throws Exception {
        UUID homeless = failures.add("long_gone", 1, "no user");
        UUID fine = failures.add(2, "no user");

        RedrivePlan plan = stage.redrive().plan(FailureFilter.ALL, false).await(10, TimeUnit.SECONDS);
        assertThat(plan.ready()).isEqualTo(1);
        assertThat(plan.gone()).containsExactly(new RedrivePlan.Part("long_gone", false, 1, 0));

        assertThat(stage.run(FailureFilter.ALL, false)).isEqualTo(1);
        assertThat(failures.redriven(List.of(fine))).isEqualTo(1);
        assertThat(failures.redriven(List.of(homeless))).isZero();
    }

    @Test
    void aBatchThatFailsChangesNothingAndSaysWhy() throws Exception {
        failures.add(1, "no user");
        POSTGRES.database().execute("ALTER TABLE pgmq.q_cleanup_tasks ADD CONSTRAINT closed CHECK (false)");
        try {
            assertThatThrownBy(() -> stage.run(FailureFilter.ALL, false)).hasMessageContaining("closed");
            assertThat(stage.ready(FailureFilter.ALL)).isEqualTo(1);
        } finally {
            POSTGRES.database().execute("ALTER TABLE pgmq.q_cleanup_tasks DROP CONSTRAINT closed");
        }
        assertThat(stage.run(FailureFilter.ALL, false)).isEqualTo(1);
    }
}
