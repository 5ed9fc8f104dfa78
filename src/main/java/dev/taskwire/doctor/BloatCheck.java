package dev.taskwire.doctor;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Whether tables of queues hold much more than what is in them. */
final class BloatCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.bloat
            SELECT 'warning' AS verdict, format('%s has %s dead rows and %s live ones, last vacuumed %s', s.relid::regclass, s.n_dead_tup,
                s.n_live_tup, coalesce(date_trunc('second', greatest(s.last_vacuum, s.last_autovacuum))::text, 'never')) AS words,
              format('VACUUM %s, once nobody keeps old rows (snapshots)', s.relid::regclass) AS remedy
            FROM taskwire.queue
            JOIN pg_stat_user_tables AS s ON s.relid = to_regclass(format('pgmq.%I', 'q_' || queue.name))
            WHERE s.n_dead_tup > $1 AND s.n_dead_tup > s.n_live_tup
            UNION ALL
            SELECT 'warning', format('%s has %s for %s rows', s.relid::regclass, pg_size_pretty(pg_table_size(s.relid)), s.n_live_tup),
              format('VACUUM FULL %s, while nobody writes to it', s.relid::regclass)
            FROM taskwire.queue
            JOIN pg_stat_user_tables AS s ON s.relid = to_regclass(format('pgmq.%I', 'q_' || queue.name))
            WHERE pg_table_size(s.relid) > 1073741824 AND s.n_live_tup < pg_table_size(s.relid) / 20000
            """;

    private static final String WELL = "the tables of queues hold little that is dead";

    private final Ground ground;

    BloatCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "bloat";
    }

    @Override
    public Future<Finding> look() {
        return new Question(TROUBLE, Tuple.of(ground.limits().deadRows()), WELL).ask(ground.pool());
    }
}
