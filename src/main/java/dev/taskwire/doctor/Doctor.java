package dev.taskwire.doctor;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.ReadingAccess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Examines an installation. All checks are asked at once, where the database can be reached. */
public final class Doctor {
    private static final int CONNECTIONS = 3;

    private final Vertx vertx;
    private final TaskwireConfig config;
    private final Limits limits;
    private final Clock clock;

    /** @param clock this machine's */
    public Doctor(Vertx vertx, TaskwireConfig config, Limits limits, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.limits = limits;
        this.clock = clock;
    }

    /** What each check came to, in the order of the documentation. Never fails. */
    public Future<List<Diagnosis>> examine() {
        Pool pool = ReadingAccess.pool(vertx, config.database(), CONNECTIONS, limits.check());
        Ground ground = new Ground(vertx, config, pool, limits, clock);
        return ask(new ReachCheck(ground))
                .compose(reach -> examine(ground, reach))
                .eventually(() -> Ground.closed(pool.close()));
    }

    private Future<List<Diagnosis>> examine(Ground ground, Diagnosis reach) {
        boolean reached = reach.verdict() != Verdict.PROBLEM;
        List<Future<Diagnosis>> asked = new ArrayList<>(List.of(Future.succeededFuture(reach)));
        for (Check check : inDatabase(ground)) {
            asked.add(reached ? ask(check) : Future.succeededFuture(skipped(check)));
        }
        outside(ground).forEach(check -> asked.add(ask(check)));
        return Future.all(asked).map(all -> all.list());
    }

    private Future<Diagnosis> ask(Check check) {
        long start = System.nanoTime();
        return Future.succeededFuture()
                .compose(begun -> check.look())
                .timeout(limits.check().toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(Failing::of)
                .map(found -> new Diagnosis(
                        check.name(),
                        found.verdict(),
                        found.words(),
                        found.remedies(),
                        Duration.ofNanos(System.nanoTime() - start)));
    }

    private static Diagnosis skipped(Check check) {
        return new Diagnosis(check.name(), Verdict.SKIPPED, "the database cannot be reached", List.of(), Duration.ZERO);
    }

    private static List<Check> inDatabase(Ground ground) {
        return List.of(
                new PostgresCheck(ground),
                new PgmqCheck(ground),
                new SchemaCheck(ground),
                new RightsCheck(ground),
                new TriggersCheck(ground),
                new PoolerCheck(ground),
                new WakeCheck(ground),
                new SettingsCheck(ground),
                new DurabilityCheck(ground),
                new ConnectionsCheck(ground),
                new AutovacuumCheck(ground),
                new SnapshotsCheck(ground),
                new BloatCheck(ground),
                new NotifyQueueCheck(ground),
                new ClockCheck(ground),
                new QueuesCheck(ground),
                new DestinationsCheck(ground),
                new DeadLettersCheck(ground),
                new SchedulesCheck(ground),
                new RowSecurityCheck(ground),
                new ProfilesCheck(ground),
                new TypeQueriesCheck(ground),
                new PgCronCheck(ground));
    }

    private static List<Check> outside(Ground ground) {
        return List.of(new TemplatesCheck(ground), new MailCheck(ground), new SlackCheck(ground));
    }
}
