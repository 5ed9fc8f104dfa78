package dev.taskwire.doctor;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Whether there are connections enough for the processes that run, or for one. */
final class ConnectionsCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.connections
            WITH process AS (
              SELECT greatest(1, count(*) FILTER (WHERE application_name = 'taskwire listener')) AS running,
                count(*) FILTER (WHERE coalesce(application_name, '') NOT LIKE 'taskwire%' AND backend_type = 'client backend') AS others
              FROM pg_stat_activity
            ), room AS (
              SELECT current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
                  - coalesce(current_setting('reserved_connections', true), '0')::integer - process.others AS server,
                nullif(d.datconnlimit, -1) AS database, nullif(r.rolconnlimit, -1) AS role,
                process.running,
                process.running * ($1 + 8) AS needed -- one listens, one cleans up, six serve the API
              FROM process
              JOIN pg_database AS d ON d.datname = current_database()
              JOIN pg_roles AS r ON r.rolname = session_user
            )
            SELECT 'problem' AS verdict,
              format('%s process(es) use up to %s connections, and there are %s: %s', running, needed, allowed, why) AS words, remedy
            FROM room
            CROSS JOIN LATERAL (VALUES
              (server, 'max_connections less what is reserved and what others have', 'raise max_connections, or lower database.pool_size'),
              (database, 'the limit of the database', format('ALTER DATABASE %I CONNECTION LIMIT -1', current_database())),
              (role, 'the limit of the role', format('ALTER ROLE %I CONNECTION LIMIT -1', session_user))
            ) AS limited (allowed, why, remedy)
            WHERE needed > allowed
            """;

    private static final String WELL = "there are connections enough";

    private final Ground ground;

    ConnectionsCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public Future<Finding> look() {
        return new Question(TROUBLE, Tuple.of(ground.config().database().poolSize()), WELL).ask(ground.pool());
    }
}
