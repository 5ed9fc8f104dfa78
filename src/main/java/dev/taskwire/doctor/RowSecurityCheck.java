package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Whether what users were told and did is closed to the roles of an API in front of the database. */
final class RowSecurityCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.row_security
            WITH outsider AS (
              SELECT oid, rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated')
            )
            SELECT 'problem' AS verdict, format('row-level security is off on %s', c.oid::regclass) AS words,
              format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.oid::regclass) AS remedy
            FROM taskwire.user_table JOIN pg_class AS c ON c.oid = user_table.relation
            WHERE NOT c.relrowsecurity
            UNION ALL
            SELECT 'problem', format('%s may write to %s', outsider.rolname, c.oid::regclass),
              format('REVOKE ALL ON TABLE %s FROM %I, PUBLIC', c.oid::regclass, outsider.rolname)
            FROM taskwire.user_table JOIN pg_class AS c ON c.oid = user_table.relation CROSS JOIN outsider
            WHERE NOT user_table.adopted AND has_table_privilege(outsider.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
            UNION ALL
            SELECT 'problem', format('%s may use the schema %s', outsider.rolname, s.nspname),
              format('REVOKE ALL ON SCHEMA %I FROM %I, PUBLIC', s.nspname, outsider.rolname)
            FROM pg_namespace AS s CROSS JOIN outsider
            WHERE s.nspname IN ('taskwire', 'pgmq') AND has_schema_privilege(outsider.oid, s.oid, 'USAGE')
            """;

    private static final String WELL = "the tables that users query are closed to others";

    private final Ground ground;

    RowSecurityCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "row-security";
    }

    @Override
    public Future<Finding> look() {
        return Question.of(TROUBLE, WELL).ask(ground.pool());
    }
}
