package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that takes nothing is left alone by all processes, and found out when it does again. */
final class ClosedDestinationIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final LedgerStage stage = new LedgerStage(POSTGRES);

    @ParameterizedTest
    @CsvSource({"401, true", "403, true", "429, false", "503, false"})
    void oneRefusalClosesItForAllProcesses(String status, boolean needsMending) throws Exception {
        stage.play(status);
        assertThat(stage.send(OnUnknown.RESEND)).isInstanceOf(Outcome.Postpone.class);

        Future<Outcome> other = stage.worker(OnUnknown.RESEND).begin(LedgerWorker.mail("grace"));
        await().until(() -> other.isComplete());

        assertThat(other.result())
                .isInstanceOfSatisfying(
                        Outcome.Postpone.class,
                        waits -> assertThat(waits.reason()).isEqualTo("SendGrid answered " + status));
        assertThat(stage.calls()).isEqualTo(1);
        assertThat(stage.rows()).hasSize(1);
        assertThat(POSTGRES.database().value("SELECT needs_mending FROM taskwire.destination WHERE name = 'mail'"))
                .isEqualTo(String.valueOf(needsMending));
    }

    @Test
    void itStaysClosedAsLongAsTheProviderAsks() throws Exception {
        stage.sendGrid().answers(429, "Retry-After", "30");

        assertThat(stage.send(OnUnknown.RESEND)).isInstanceOf(Outcome.Postpone.class);

        assertThat(POSTGRES.database().value("""
                SELECT open_at - closed_at BETWEEN interval '29.5 seconds' AND interval '30.5 seconds'
                FROM taskwire.destination
                """)).isEqualTo("true");
    }

    @Test
    void whoWaitsInHandGoesWhenOneHasFoundItOpen() throws Exception {
        stage.play("503");
        LedgerWorker worker = stage.worker(OnUnknown.RESEND);
        assertThat(worker.send(LedgerStage.MAIL).get(0)).isInstanceOf(Outcome.Postpone.class);
        stage.play("202");

        List<Outcome> outcomes = worker.send(LedgerWorker.mails(50));

        assertThat(outcomes).containsOnly(Outcome.DONE);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.destination"))
                .isZero();
        assertThat(stage.rows())
                .filteredOn(row -> row.startsWith("accepted, sends 1"))
                .hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"401", "500", "503"})
    void aProbeInVainKeepsItClosedForLonger(String status) throws Exception {
        stage.play("503");
        assertThat(stage.send(OnUnknown.RESEND)).isInstanceOf(Outcome.Postpone.class);
        stage.play(status);

        for (int probes = 1; probes <= 2; probes++) {
            POSTGRES.database().execute("UPDATE taskwire.destination SET open_at = clock_timestamp()");
            assertThat(stage.worker(OnUnknown.RESEND)
                            .send(LedgerWorker.mail("probe" + probes))
                            .get(0))
                    .isNotEqualTo(Outcome.DONE);
            assertThat(POSTGRES.database().value("SELECT probes FROM taskwire.destination"))
                    .isEqualTo("" + probes);
        }
        assertThat(POSTGRES.database().value("""
                SELECT open_at - clock_timestamp() BETWEEN interval '1.5 seconds' AND interval '10 seconds' AND NOT probing
                FROM taskwire.destination
                """)).isEqualTo("true");
    }

    @Test
    void oneCallAtATimeTriesIt() throws Exception {
        stage.play("503");
        assertThat(stage.send(OnUnknown.RESEND)).isInstanceOf(Outcome.Postpone.class);
        POSTGRES.database().execute("UPDATE taskwire.destination SET open_at = clock_timestamp()");
        stage.play("hang");
        int before = stage.calls();

        Future<Outcome> probe = stage.worker(OnUnknown.RESEND).begin(LedgerWorker.mail("probe"));
        await().until(() -> stage.calls() == before + 1);
        Outcome other =
                stage.worker(OnUnknown.RESEND).begin(LedgerWorker.mail("other")).await(20, TimeUnit.SECONDS);

        assertThat(other)
                .isInstanceOfSatisfying(
                        Outcome.Postpone.class,
                        waits -> assertThat(waits.after()).isLessThan(Duration.ofSeconds(1)));
        assertThat(stage.calls()).isEqualTo(before + 1);
        stage.release(202, "probe");
        assertThat(probe.await(5, TimeUnit.SECONDS)).isEqualTo(Outcome.DONE);
        stage.play("202");
        assertThat(stage.send(OnUnknown.RESEND)).isEqualTo(Outcome.DONE);
    }

    @Test
    void aProbeWhoseProcessDiedIsFollowedByAnother() throws Exception {
        POSTGRES.database().execute("""
                INSERT INTO taskwire.destination (name, reason, needs_mending, open_at, probing)
                VALUES ('mail', 'away', false, clock_timestamp() - interval '1 second', true)
                """);
        stage.play("202");

        assertThat(stage.send(OnUnknown.RESEND)).isEqualTo(Outcome.DONE);
    }

    @Test
    void manyLostAnswersInARowCloseItToo() throws Exception {
        stage.play("500");

        List<Outcome> outcomes = stage.worker(OnUnknown.RESEND).send(LedgerWorker.mails(200));

        assertThat(outcomes).hasSize(200);
        assertThat(stage.calls()).isLessThan(200);
        assertThat(outcomes).filteredOn(Outcome.Postpone.class::isInstance).hasSizeGreaterThan(50);
    }

    @Test
    void whatWaitsOutsideComesBackWhenItOpens() throws Exception {
        POSTGRES.database().execute("""
                INSERT INTO taskwire.destination (name, reason, needs_mending, open_at)
                VALUES ('mail', 'away', false, clock_timestamp());
                TRUNCATE pgmq.q_notifications;
                INSERT INTO taskwire.parked_message (queue, message_id, due_at, message, waits_for)
                SELECT 'notifications', 1000 + n, clock_timestamp() + interval '1 hour', '{}',
                  CASE WHEN n <= 3 THEN 'mail' END
                FROM generate_series(1, 5) AS n
                """);
        stage.play("202");

        assertThat(stage.send(OnUnknown.RESEND)).isEqualTo(Outcome.DONE);

        assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_notifications"))
                .isEqualTo(3);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.parked_message"))
                .isEqualTo(2);
        POSTGRES.database().execute("TRUNCATE taskwire.parked_message, pgmq.q_notifications");
    }
}
