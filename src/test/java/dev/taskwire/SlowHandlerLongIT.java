package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Handlers that take six times their lease, while another process would like to have their messages. */
@ExtendWith(VertxExtension.class)
final class SlowHandlerLongIT {
    private static final Duration TAKES = Duration.ofMinutes(3);

    private static final QueueOptions OPTIONS = QueueOptions.defaults()
            .lease(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(500))
            .attemptTimeout(TAKES.plusMinutes(1));

    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire();

    @RegisterExtension
    final LibraryStage stage = new LibraryStage(TASKWIRE);

    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Test
    void threeMinutesWithALeaseOfThirtySecondsAreOneCall(Vertx vertx) throws SQLException {
        stage.send("slow", "{}");
        stage.send("slow_blocking", "{}");
        for (int process = 1; process <= 2; process++) {
            stage.start(stage.library()
                    .queue("slow", JsonObject.class, OPTIONS, (payload, delivery) -> {
                        calls.add("slow");
                        return Future.<Void>future(done -> vertx.setTimer(TAKES.toMillis(), over -> done.complete()))
                                .map(Outcome.done());
                    })
                    .blockingQueue("slow_blocking", JsonObject.class, OPTIONS, (payload, delivery) -> {
                        calls.add("slow_blocking");
                        boolean ended = new CountDownLatch(1).await(TAKES.toMillis(), TimeUnit.MILLISECONDS);
                        return ended ? Outcome.reject("nobody counts down") : Outcome.done();
                    }));
        }

        await().atMost(TAKES.plusSeconds(30))
                .until(() -> stage.queued("slow") == 0 && stage.queued("slow_blocking") == 0);
        System.out.printf("chaos: two handlers took %s with a lease of %s: called %s%n", TAKES, OPTIONS.lease, calls);
        assertThat(calls).containsExactlyInAnyOrder("slow", "slow_blocking");
        assertThat(stage.database().count("SELECT count(*) FROM job_failures")).isZero();
        assertThat(stage.events()).noneMatch(event -> event.startsWith("lost") || event.startsWith("failed"));
    }
}
