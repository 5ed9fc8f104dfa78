package dev.taskwire.bench;

import io.vertx.sqlclient.Row;
import java.util.List;

/** Whether a database is free for the bench, which fills and empties tables at will. */
final class Occupants {
    private static final int NAMED_MOST = 3;

    /** All that could hold data, apart from what an extension brought, and from a former bench's where it left its mark. */
    private static final String OTHERS = """
            -- bench.others
            WITH mark AS (
                SELECT obj_description(to_regnamespace('taskwire_bench')::oid, 'pg_namespace') LIKE $1::text IS TRUE AS left_over
            )
            SELECT format('%s %s',
                     CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
                       WHEN 'f' THEN 'foreign table' ELSE 'table' END,
                     c.oid::regclass) AS what
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            CROSS JOIN mark
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'pgmq')
              AND n.nspname NOT LIKE 'pg\\_temp\\_%'
              AND NOT (mark.left_over AND n.nspname IN ('taskwire', 'taskwire_bench'))
              AND NOT (mark.left_over
                AND obj_description(c.oid, 'pg_class') LIKE '%Made by Taskwire.')
              AND NOT EXISTS (
                SELECT FROM pg_depend AS d
                WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'a', 'i'))
            ORDER BY c.relkind = 'S', n.nspname, c.relname
            """;

    private static final String HAS_PGMQ = """
            -- bench.has_pgmq
            SELECT to_regclass('pgmq.meta') IS NOT NULL AS there
            """;

    private static final String QUEUES = """
            -- bench.queues
            SELECT format('queue %s', queue_name) AS what
            FROM pgmq.meta
            WHERE obj_description(to_regnamespace('taskwire_bench')::oid, 'pg_namespace') LIKE $1::text IS NOT TRUE
               OR queue_name <> ALL ($2::text[])
            ORDER BY queue_name
            """;

    private static final String SESSIONS = """
            -- bench.sessions
            SELECT count(*) AS sessions
            FROM pg_stat_activity
            WHERE datname = current_database() AND application_name LIKE 'taskwire%' AND pid <> pg_backend_pid()
            """;

    private final BenchClient client;

    Occupants(BenchClient client) {
        this.client = client;
    }

    /**
     * Refuses a database in which there is anything but what a former bench left.
     *
     * @param queues the names of Taskwire's queues, and of the bench's
     * @throws IllegalStateException which says in words what is there and what to do
     */
    void require(String mark, List<String> queues) throws Exception {
        require(names(client.rows(OTHERS, mark + "%")));
        if (client.rows(HAS_PGMQ).get(0).getBoolean("there")) {
            require(names(client.rows(QUEUES, mark + "%", queues.toArray(String[]::new))));
        }
        if (client.number(SESSIONS) > 0) {
            throw new IllegalStateException("another Taskwire is connected to this database: stop it first, since the"
                    + " bench fills and empties tables at will");
        }
    }

    private static void require(List<String> found) {
        if (found.isEmpty()) {
            return;
        }
        String named = String.join(", ", found.subList(0, Math.min(NAMED_MOST, found.size())));
        String more = found.size() > NAMED_MOST ? " and " + (found.size() - NAMED_MOST) + " more" : "";
        throw new IllegalStateException("this database holds what is not the bench's (" + named + more
                + "), and nothing was changed: the bench fills and empties tables at will, so name a database with"
                + " nothing in it, such as one that CREATE DATABASE has just made");
    }

    private static List<String> names(List<Row> rows) {
        return rows.stream().map(row -> row.getString("what")).toList();
    }
}
