package dev.taskwire.embedded;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.config.WakeMode;
import dev.taskwire.postgres.Pools;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes the demo's tables, begins to change tasks when the pipeline listens, and finishes when it is told to. */
final class DemoVerticle extends VerticleBase {
    /** What a reader can follow; faster than that, there is a line a second. */
    private static final double LINES_PER_SECOND_MOST = 20;

    private static final Duration LISTENING_MOST = Duration.ofSeconds(5);
    private static final Duration PAUSE_WHEN_FAST = Duration.ofMillis(250);

    private final DemoStage stage;
    private final DemoSettings settings;
    private final DemoConsole console;

    private Supplier<Future<DemoSummary>> ending = () -> Future.failedFuture("nothing has begun");

    DemoVerticle(DemoStage stage, DemoSettings settings, DemoConsole console) {
        this.stage = stage;
        this.settings = settings;
        this.console = console;
    }

    @Override
    public Future<?> start() {
        TaskwireConfig config = stage.config();
        Pool pool = Pools.create(vertx, config.database());
        RunLog log = new RunLog(pool, config);
        return new DemoSchema(pool, config.database().tablesSchema())
                .prepare(log)
                .compose(ground -> heard(config).map(ground))
                .onSuccess(ground -> begin(pool, log, ground));
    }

    /** Without an ear for wakes, the first changes would be found by the poll. */
    private Future<Void> heard(TaskwireConfig config) {
        return config.wake() == WakeMode.OFF
                ? Future.succeededFuture()
                : stage.events()
                        .heard()
                        .timeout(LISTENING_MOST.toMillis(), TimeUnit.MILLISECONDS)
                        .otherwiseEmpty();
    }

    private void begin(Pool pool, RunLog log, DemoGround ground) {
        boolean fast = settings.changesPerSecond() > LINES_PER_SECOND_MOST;
        Clock clock = Clock.system(ZoneId.systemDefault());
        DemoView view = fast
                ? new SecondLines(console, clock).start(vertx)
                : new EventLines(console, clock, new ChangeWords(ground.team()));
        DemoRun run = new DemoRun(vertx, ground, log, view);
        Duration pause = fast ? PAUSE_WHEN_FAST : Duration.ZERO;
        LogFollower follower = new LogFollower(vertx, log, ground.lastSeq(), pause, run::logged);

        stage.mail().onArrival(mail -> context.runOnContext(arrived -> run.mailed(mail)));
        stage.events().onDone(() -> context.runOnContext(done -> follower.look()));
        new Banner(stage, settings, ground).lines().forEach(console::say);
        ChangePace pace = pace(pool, run, ground);
        run.begin();
        pace.start();
        ending = () -> pace.stop()
                .compose(idle -> run.settle())
                .compose(settled -> follower.read())
                .compose(read -> run.check(stage.events()));
    }

    private ChangePace pace(Pool pool, DemoRun run, DemoGround ground) {
        ChangeWriter writer = new ChangeWriter(pool, run.observer());
        TaskChanges changes = new TaskChanges(new Random(), ground.team(), ground.reserved());
        // Two connections are left for those who read.
        int atOnceMost = Math.max(1, stage.config().database().poolSize() - 2);
        return new ChangePace(vertx, settings.changesPerSecond(), atOnceMost, () -> {
            PlannedChange plan = changes.next();
            return writer.write(plan).onFailure(cause -> run.failed(plan, cause));
        });
    }

    /** Stops changing, waits until everything has arrived and answers how it came out. May be called from any thread. */
    Future<DemoSummary> finish() {
        Promise<DemoSummary> summary = Promise.promise();
        context.runOnContext(called -> ending.get().onComplete(summary));
        return summary.future();
    }
}
