package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Whether each watched table, and each partition below it, has its triggers, and whether they fire. */
final class TriggersCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.triggers
            SELECT 'problem' AS verdict, format('%s lacks triggers or has some of old', relation::regclass) AS words,
              'SELECT taskwire.rewatch()' AS remedy
            FROM (SELECT DISTINCT relation FROM taskwire.trigger_changes()) AS changed
            UNION ALL
            SELECT 'problem', format('trigger %s of %s is %s', t.tgname, t.tgrelid::regclass,
                CASE t.tgenabled WHEN 'D' THEN 'disabled' ELSE 'enabled for replicas alone' END),
              format('ALTER TABLE %s ENABLE TRIGGER %I', t.tgrelid::regclass, t.tgname)
            FROM taskwire.trigger_plan() AS plan
            JOIN pg_trigger AS t ON t.tgrelid = plan.relation AND t.tgname = plan.name
            WHERE t.tgenabled NOT IN ('O', 'A')
            UNION ALL
            SELECT 'problem', format('a watched table with the oid %s is gone', w.relation::oid), 'SELECT taskwire.rewatch()'
            FROM taskwire.watched_table AS w
            WHERE NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = w.relation)
            """;

    private static final String WELL = "each watched table has its triggers, and they fire";

    private final Ground ground;

    TriggersCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "triggers";
    }

    @Override
    public Future<Finding> look() {
        return Question.of(TROUBLE, WELL).ask(ground.pool());
    }
}
