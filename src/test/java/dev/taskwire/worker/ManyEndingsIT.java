package dev.taskwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Promise;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** More messages that end at one moment than may wait for a connection to the database. */
final class ManyEndingsIT {
    private static final int MESSAGES = 2_500;
    private static final Duration MOST = Duration.ofSeconds(60);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final DeliveryStage stage = new DeliveryStage(POSTGRES);

    static Stream<Outcome> outcomes() {
        return Stream.of(
                Outcome.DONE,
                Outcome.postpone("not now", Duration.ofSeconds(50)),
                Outcome.postpone("not today", Duration.ofDays(1)),
                new Outcome.Retry("it failed", Optional.of(Duration.ofSeconds(50))),
                new Outcome.Retry("it failed for today", Optional.of(Duration.ofDays(1))),
                Outcome.reject("it is none"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void eachIsSettled(Outcome outcome) throws SQLException {
        Promise<Outcome> all = Promise.promise();
        stage.script().answer("one", attempt -> all.future());
        stage.database()
                .execute("SELECT count(taskwire.send('notifications', '{\"name\": \"one\"}')) FROM generate_series(1, "
                        + MESSAGES + ")");
        stage.deploy(
                "TASKWIRE_QUEUES_NOTIFICATIONS_BATCH_SIZE", "" + MESSAGES,
                "TASKWIRE_QUEUES_NOTIFICATIONS_CONCURRENCY", "" + MESSAGES,
                "TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPT_TIMEOUT", "2m");
        await().atMost(MOST).until(() -> stage.script().messages().size() == MESSAGES);

        all.complete(outcome);

        await().atMost(MOST).until(() -> stage.recorded().notSettled().size() + settled(outcome) == MESSAGES);
        assertThat(stage.recorded().notSettled()).isEmpty();
        assertThat(stage.recorded().leasesLost()).isZero();
    }

    private long settled(Outcome outcome) throws SQLException {
        if (outcome instanceof Outcome.Done) {
            return MESSAGES - stage.queued();
        }
        return outcome instanceof Outcome.Reject
                ? stage.count("job_failures")
                : stage.count("taskwire.troubled_message");
    }
}
