package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Whether queues are vacuumed, without which each read steps over more and more dead rows. */
final class AutovacuumCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.autovacuum
            SELECT 'problem' AS verdict, format('%s is off: queues are not vacuumed and become slower and slower', name) AS words,
              format('ALTER SYSTEM SET %s = on; SELECT pg_reload_conf()', name) AS remedy
            FROM pg_settings WHERE name IN ('autovacuum', 'track_counts') AND setting = 'off'
            UNION ALL
            SELECT 'problem', format('autovacuum is off for %s', c.oid::regclass),
              format('ALTER TABLE %s RESET (autovacuum_enabled)', c.oid::regclass)
            FROM taskwire.queue
            JOIN pg_class AS c ON c.oid = to_regclass(format('pgmq.%I', 'q_' || queue.name))
            CROSS JOIN LATERAL pg_options_to_table(c.reloptions) AS option
            WHERE option.option_name = 'autovacuum_enabled' AND NOT option.option_value::boolean
            """;

    private static final String WELL = "queues are vacuumed";

    private final Ground ground;

    AutovacuumCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "autovacuum";
    }

    @Override
    public Future<Finding> look() {
        return Question.of(TROUBLE, WELL).ask(ground.pool());
    }
}
