package dev.taskwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.worker.Turn.Taken;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class WorkerLoopTest {
    private final ScriptedTurn turn = new ScriptedTurn();
    private final RecordedCauses causes = new RecordedCauses();
    private Context context = Vertx.vertx().getOrCreateContext();

    @BeforeEach
    void onOneContext(Vertx vertx) {
        context = vertx.getOrCreateContext();
    }

    @Test
    void takesAnotherTurnWhileTurnsComeBackFull(Vertx vertx) {
        WorkerLoop loop = loop(vertx);
        loop.work(WakeCause.NOTIFICATION, null);

        turn.comeBack(new Taken(10, true));
        turn.comeBack(new Taken(10, true));
        turn.comeBack(new Taken(3, false));

        await().until(() -> causes.timesIdle.get() == 1);
        assertThat(turn.begun()).isEqualTo(3);
        assertThat(causes.seen).containsExactly(WakeCause.NOTIFICATION, WakeCause.NOTIFICATION, WakeCause.NOTIFICATION);
    }

    @Test
    void pausesAfterAFailureAndThenGoesOn(Vertx vertx) {
        WorkerLoop loop = loop(vertx);
        loop.work(WakeCause.START, null);

        turn.fail("the database is away");
        turn.comeBack(new Taken(1, false));

        assertThat(causes.pauses).hasSize(1).allMatch(pause -> pause.compareTo(Duration.ofMillis(200)) < 0);
        await().until(() -> causes.seen.size() == 1);
    }

    @Test
    void aWakeDuringThePauseDoesNotShortenIt(Vertx vertx) {
        WorkerLoop loop = loop(vertx);
        loop.work(WakeCause.START, null);
        turn.fail("the database is away");
        await().until(() -> causes.pauses.size() == 1);

        loop.work(WakeCause.NOTIFICATION, null);
        turn.awaitBegun(2);

        // The timer counts in whole milliseconds.
        assertThat(Duration.ofNanos(turn.begunAt.get(1) - causes.failedAt.get(0))
                        .plusMillis(1))
                .isGreaterThanOrEqualTo(causes.pauses.get(0));
        turn.comeBack(new Taken(0, false));
    }

    @Test
    void goesOnAtOnceWhenItIsSaidThatTheDatabaseIsBack(Vertx vertx) {
        WorkerLoop loop = loop(vertx);
        for (int failure = 1; failure <= 5; failure++) {
            loop.work(WakeCause.START, null);
            turn.fail("the database is away");
            int pauses = failure;
            await().until(() -> causes.pauses.size() == pauses);
            loop.endPause();
        }

        turn.comeBack(new Taken(1, false));

        await().until(() -> causes.seen.contains(WakeCause.RECONNECT));
    }

    @Test
    void stopsAfterTheTurnThatRunsAndWhatIsInHand(Vertx vertx) {
        WorkerLoop loop = loop(vertx);
        loop.work(WakeCause.START, null);
        turn.awaitBegun(1);

        Future<Void> stopped = stop(loop);
        turn.comeBack(new Taken(5, true));
        assertThat(stopped.isComplete()).isFalse();
        turn.inHand.complete();

        await().until(stopped::succeeded);
        assertThat(turn.begun()).isEqualTo(1);
    }

    @Test
    void stopsAtOnceWhenIdleAndAsOftenAsItIsAsked(Vertx vertx) {
        WorkerLoop loop = loop(vertx);
        turn.inHand.complete();

        await().until(stop(loop)::succeeded);
        await().until(stop(loop)::succeeded);
        loop.work(WakeCause.NOTIFICATION, null);
        assertThat(turn.begun()).isZero();
    }

    @Test
    void tellsOnceHowLongAfterTheNotificationItsMessagesWereThere(Vertx vertx) {
        WorkerLoop loop = loop(vertx);
        Duration heard = MonotonicClock.now().minusMillis(700);

        loop.work(WakeCause.NOTIFICATION, heard);
        turn.comeBack(new Taken(10, true));
        turn.comeBack(new Taken(1, false));
        await().until(() -> causes.timesIdle.get() == 1);
        loop.work(WakeCause.NOTIFICATION, heard);
        turn.comeBack(new Taken(0, false));
        await().until(() -> causes.timesIdle.get() == 2);
        loop.work(WakeCause.POLL, null);
        turn.comeBack(new Taken(1, false));
        await().until(() -> causes.timesIdle.get() == 3);

        assertThat(causes.woken)
                .singleElement()
                .satisfies(took -> assertThat(took).isBetween(Duration.ofMillis(700), Duration.ofSeconds(20)));
    }

    private WorkerLoop loop(Vertx vertx) {
        Promise<WorkerLoop> made = Promise.promise();
        WorkerProcess process = new WorkerProcess(vertx, new Quarantine(), causes);
        context.runOnContext(now -> made.complete(new WorkerLoop(process, "queue", turn, causes)));
        return made.future().toCompletionStage().toCompletableFuture().join();
    }

    private Future<Void> stop(WorkerLoop loop) {
        Promise<Void> stopped = Promise.promise();
        context.runOnContext(now -> loop.stop(Duration.ofSeconds(1)).onComplete(stopped));
        return stopped.future();
    }

    private Future<Void> onContext(Runnable work) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> {
            work.run();
            done.complete();
        });
        return done.future();
    }

    /** Turns that come back when the test says so. */
    private final class ScriptedTurn implements Turn {
        private final Queue<Promise<Taken>> open = new ConcurrentLinkedQueue<>();
        private final AtomicInteger begun = new AtomicInteger();
        private final List<Long> begunAt = new CopyOnWriteArrayList<>();
        private final Promise<Void> inHand = Promise.promise();

        @Override
        public Future<Taken> take() {
            Promise<Taken> taking = Promise.promise();
            begunAt.add(System.nanoTime());
            begun.incrementAndGet();
            open.add(taking);
            return taking.future();
        }

        @Override
        public Future<Void> stop(Duration deadline) {
            return inHand.future();
        }

        int begun() {
            return begun.get();
        }

        void awaitBegun(int count) {
            await().until(() -> begun.get() == count);
        }

        void comeBack(Taken taken) {
            Promise<Taken> taking = next();
            onContext(() -> taking.complete(taken))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }

        void fail(String reason) {
            Promise<Taken> taking = next();
            onContext(() -> taking.fail(reason))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }

        private Promise<Taken> next() {
            await().until(() -> !open.isEmpty());
            return open.remove();
        }
    }

    private static final class RecordedCauses implements WorkerListener, WorkerLoop.Foreman {
        private final AtomicInteger timesIdle = new AtomicInteger();
        private final List<WakeCause> seen = new CopyOnWriteArrayList<>();
        private final List<Long> failedAt = new CopyOnWriteArrayList<>();
        private final List<Duration> pauses = new CopyOnWriteArrayList<>();
        private final List<Duration> woken = new CopyOnWriteArrayList<>();

        @Override
        public void woken(String queue, Duration took) {
            woken.add(took);
        }

        @Override
        public void tookTurn(Taken taken, WakeCause cause) {}

        @Override
        public void isIdle(WorkerLoop worker) {
            timesIdle.incrementAndGet();
        }

        @Override
        public void taken(String queue, WakeCause cause, int messages) {
            seen.add(cause);
        }

        @Override
        public void turnFailed(String queue, Throwable cause, Duration pause) {
            failedAt.add(System.nanoTime());
            pauses.add(pause);
        }
    }
}
