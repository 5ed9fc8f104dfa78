package dev.taskwire.doctor;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Who keeps dead rows from being vacuumed away: the oldest transactions, prepared ones, replication slots. */
final class SnapshotsCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.snapshots
            (
              SELECT 'warning' AS verdict, format('process %s (%s, %s) has had a transaction open since %s; its last statement: %s',
                  pid, usename, state, date_trunc('second', xact_start), left(regexp_replace(query, '[[:space:]]+', ' ', 'g'), 100)) AS words,
                format('SELECT pg_terminate_backend(%s)', pid) AS remedy
              FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                AND application_name <> 'taskwire doctor'
                AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
                AND xact_start < clock_timestamp() - $1 * interval '1 millisecond'
              ORDER BY xact_start LIMIT 5
            )
            UNION ALL
            SELECT 'warning', format('the transaction %s of %s has been prepared since %s, and nobody ended it', gid, owner,
                date_trunc('second', prepared)), format('ROLLBACK PREPARED %L, or COMMIT PREPARED %L', gid, gid)
            FROM pg_prepared_xacts
            WHERE database = current_database() AND prepared < clock_timestamp() - $1 * interval '1 millisecond'
            UNION ALL
            SELECT 'warning', format('the replication slot %s holds the rows of the last %s transactions', slot_name, age(xmin)),
              CASE WHEN active THEN 'see why its standby lags behind' ELSE format('SELECT pg_drop_replication_slot(%L)', slot_name) END
            FROM pg_replication_slots WHERE age(xmin) > 1000000
            """;

    private static final String WELL = "nobody keeps old rows";

    private final Ground ground;

    SnapshotsCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "snapshots";
    }

    @Override
    public Future<Finding> look() {
        return new Question(
                        TROUBLE, Tuple.of(Ground.milliseconds(ground.limits().snapshot())), WELL)
                .ask(ground.pool());
    }
}
