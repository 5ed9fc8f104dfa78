package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Whether what is committed outlives a crash. */
final class DurabilityCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.durability
            SELECT rule.verdict, format('%s is %s for sessions of this role and database: %s', s.name, current_setting(s.name), rule.words) AS words,
              CASE s.source
                WHEN 'database' THEN format('ALTER DATABASE %I RESET %s', current_database(), s.name)
                WHEN 'user' THEN format('ALTER ROLE %I RESET %s', session_user, s.name)
                WHEN 'database user' THEN format('ALTER ROLE %I IN DATABASE %I RESET %s', session_user, current_database(), s.name)
                ELSE format('set %s in postgresql.conf, or ALTER SYSTEM RESET %s and SELECT pg_reload_conf()', s.name, s.name)
              END AS remedy
            FROM (VALUES
              ('fsync', 'warning', 'a crash of the machine can destroy the database'),
              ('full_page_writes', 'warning', 'a crash can tear pages, unless the file system prevents that'),
              ('synchronous_commit', 'warning', 'a crash can lose what was committed last, changes with their messages')
            ) AS rule (name, verdict, words)
            JOIN pg_settings AS s ON s.name = rule.name
            WHERE s.setting = 'off'
            """;

    private static final String WELL = "what is committed outlives a crash";

    private final Ground ground;

    DurabilityCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "durability";
    }

    @Override
    public Future<Finding> look() {
        return ground.connected(ground.address(), Question.of(TROUBLE, WELL)::ask);
    }
}
