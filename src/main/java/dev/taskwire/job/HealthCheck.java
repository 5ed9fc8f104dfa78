package dev.taskwire.job;

import dev.taskwire.config.HealthCheckConfig;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether anything is wrong, and tells what has changed since it looked last. */
final class HealthCheck implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(HealthCheck.class);

    private static final String CHECK = """
            -- job.health_check
            SELECT name, trouble FROM taskwire.check_health($1::bigint * interval '1 millisecond',
                $2::bigint * interval '1 millisecond', $3)
            """;

    private final Pool pool;
    private final HealthCheckConfig config;
    private final boolean listens;

    /** @param listens whether processes are to listen for wakes */
    HealthCheck(Pool pool, HealthCheckConfig config, boolean listens) {
        this.pool = pool;
        this.config = config;
        this.listens = listens;
    }

    @Override
    public Future<Outcome> run(JobRequest request) {
        Tuple binds = Tuple.of(config.queueAge().toMillis(), config.closedFor().toMillis(), listens);
        return pool.preparedQuery(CHECK)
                .execute(binds)
                .onSuccess(changes -> changes.forEach(HealthCheck::tell))
                .map(changes -> Outcome.DONE);
    }

    private static void tell(Row change) {
        String trouble = change.getString("trouble");
        if (trouble == null) {
            LOG.atInfo().addKeyValue("what", change.getString("name")).log("well again");
        } else {
            LOG.atError()
                    .addKeyValue("what", change.getString("name"))
                    .addKeyValue("reason", trouble)
                    .log("the health check has found trouble");
        }
    }
}
