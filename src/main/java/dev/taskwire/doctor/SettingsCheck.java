package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Settings of the server, the database or the role that break what Taskwire does. */
final class SettingsCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.settings
            SELECT rule.verdict, format('%s is %s for sessions of this role and database: %s', s.name, current_setting(s.name), rule.words) AS words,
              CASE s.source
                WHEN 'database' THEN format('ALTER DATABASE %I RESET %s', current_database(), s.name)
                WHEN 'user' THEN format('ALTER ROLE %I RESET %s', session_user, s.name)
                WHEN 'database user' THEN format('ALTER ROLE %I IN DATABASE %I RESET %s', session_user, current_database(), s.name)
                ELSE format('set %s in postgresql.conf, or ALTER SYSTEM RESET %s and SELECT pg_reload_conf()', s.name, s.name)
              END AS remedy
            FROM (VALUES
              ('default_transaction_read_only', 'problem', 'nothing can be written', 'on', 0),
              ('session_replication_role', 'problem', 'triggers do not fire, and changes are not seen', 'replica', 0),
              ('idle_session_timeout', 'problem', 'it closes the connections that wait for work', '', 60000),
              ('statement_timeout', 'warning', 'it may end a migration', '', 30000),
              ('lock_timeout', 'warning', 'a migration may give up', '', 1000)
            ) AS rule (name, verdict, words, bad, too_short)
            JOIN pg_settings AS s ON s.name = rule.name
            WHERE CASE s.vartype WHEN 'integer' THEN s.setting::integer BETWEEN 1 AND rule.too_short ELSE s.setting = rule.bad END
            UNION ALL
            SELECT 'warning', 'taskwire.wake is off for sessions of this role and database: work waits for the poll',
              format('ALTER DATABASE %I RESET taskwire.wake', current_database())
            WHERE current_setting('taskwire.wake', true) = 'off'
            """;

    private static final String WELL = "no setting of server, database or role is in the way";

    private final Ground ground;

    SettingsCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public Future<Finding> look() {
        return ground.connected(ground.address(), Question.of(TROUBLE, WELL)::ask);
    }
}
