package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class LinesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration QUICK = Duration.ofMillis(20);
    private static final int CONNECTIONS = new RecordingMailer().connections();

    @Test
    void thereAreAsManyAsConnectionsWhereCallsAreSlow(Vertx vertx) {
        Lines lines = new Lines(vertx, new RecordingMailer(), LONG);

        assertThat(taken(lines, CONNECTIONS + 1)).hasSize(CONNECTIONS);
    }

    @Test
    void whereCallsAreQuickTheLedgerMayBeAhead(Vertx vertx) {
        Lines lines = new Lines(vertx, new RecordingMailer(), LONG);

        makeCalls(lines, 200, QUICK);

        assertThat(taken(lines, 10 * CONNECTIONS)).hasSize(2 * CONNECTIONS);
    }

    @Test
    void aProviderThatBecomesSlowEndsThat(Vertx vertx) {
        Lines lines = new Lines(vertx, new RecordingMailer(), LONG);

        makeCalls(lines, 200, QUICK);
        makeCalls(lines, 100, Duration.ofSeconds(6));

        assertThat(taken(lines, 10 * CONNECTIONS)).hasSize(CONNECTIONS);
    }

    @Test
    void aLineThatIsGivenBackIsThatOfWhoWaitsLongest(Vertx vertx) {
        Lines lines = new Lines(vertx, new RecordingMailer(), LONG);
        List<Future<Boolean>> asked = asked(lines, CONNECTIONS + 2);

        lines.giveBack();

        await().until(() -> asked.get(CONNECTIONS).succeeded());
        assertThat(asked.get(CONNECTIONS).result()).isTrue();
        assertThat(asked.get(CONNECTIONS + 1).isComplete()).isFalse();
    }

    @Test
    void whoHasWaitedTooLongGetsNone(Vertx vertx) {
        Lines lines = new Lines(vertx, new RecordingMailer(), Duration.ofNanos(-1));
        Future<Boolean> late = asked(lines, CONNECTIONS + 1).get(CONNECTIONS);

        lines.giveBack();

        await().until(late::isComplete);
        assertThat(late.result()).isFalse();
    }

    private static void makeCalls(Lines lines, int calls, Duration each) {
        for (int i = 0; i < calls; i++) {
            assertThat(taken(lines, 1)).hasSize(1);
            lines.giveBack(each);
        }
    }

    private static List<Future<Boolean>> taken(Lines lines, int wanted) {
        return asked(lines, wanted).stream().filter(Future::succeeded).toList();
    }

    private static List<Future<Boolean>> asked(Lines lines, int wanted) {
        return IntStream.range(0, wanted).mapToObj(i -> lines.take()).toList();
    }
}
