package dev.taskwire.doctor;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Whether this role may do what {@code serve} does with tables, functions and sequences. */
final class RightsCheck implements Check {
    /** What the workers call by themselves; what those call in turn comes with the rights of the caller too. */
    private static final String[] CALLED = {
        "add_to_digest",
        "announce_quiet",
        "begin_quiet",
        "close_destination",
        "configure_schedules",
        "deadlines_passed",
        "enter_destination",
        "fire_schedules",
        "keep_listening",
        "keep_quiet",
        "note_trouble",
        "open_destination",
        "promote",
        "quiet_for",
        "read",
        "send",
        "take_mail_events",
        "tell_alarms",
        "trouble_of",
        "wake",
        "writers"
    };

    private static final String LACKING = """
            -- doctor.rights
            WITH needed (what, may, statement) AS (
              SELECT 'USAGE on schema ' || nspname, has_schema_privilege(oid, 'USAGE'),
                format('GRANT USAGE ON SCHEMA %I TO %I', nspname, current_user)
              FROM pg_namespace WHERE nspname IN ('taskwire', 'pgmq')
              UNION ALL
              SELECT 'EXECUTE on function ' || proname, has_function_privilege(oid, 'EXECUTE'),
                format('GRANT EXECUTE ON FUNCTION %s TO %I', oid::regprocedure, current_user)
              FROM pg_proc
              WHERE pronamespace = to_regnamespace('taskwire')::oid AND proname = ANY ($1)
              UNION ALL
              SELECT privilege || ' on ' || format('pgmq.%I', c.relname), has_table_privilege(c.oid, privilege),
                format('GRANT %s ON pgmq.%I TO %I', privilege, c.relname, current_user)
              FROM taskwire.queue
              CROSS JOIN (VALUES ('q_', 'SELECT'), ('q_', 'UPDATE'), ('q_', 'DELETE'), ('q_', 'INSERT'), ('a_', 'INSERT'))
                AS need (prefix, privilege)
              JOIN pg_class AS c ON c.relnamespace = to_regnamespace('pgmq')::oid AND c.relname = prefix || queue.name
              UNION ALL
              SELECT format('%s on %s', privilege, u.relation), has_table_privilege(u.relation, privilege),
                format('GRANT %s ON %s TO %I', privilege, u.relation, current_user)
              FROM taskwire.user_table AS u
              CROSS JOIN (VALUES ('SELECT'), ('INSERT')) AS need (privilege)
              WHERE u.relation IS NOT NULL
              UNION ALL
              SELECT format('UPDATE on sequence %s', c.relname), has_sequence_privilege(c.oid, 'UPDATE'),
                format('GRANT UPDATE ON SEQUENCE taskwire.%I TO %I', c.relname, current_user)
              FROM pg_class AS c
              WHERE c.relnamespace = to_regnamespace('taskwire')::oid AND c.relkind = 'S'
                AND (c.relname LIKE 'quiet\\_%' OR c.relname = 'listened_until')
            )
            SELECT 'problem' AS verdict, format('%s lacks %s', current_user, what) AS words, statement AS remedy
            FROM needed WHERE NOT may
            """;

    private final Ground ground;

    RightsCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "rights";
    }

    @Override
    public Future<Finding> look() {
        return new Question(LACKING, Tuple.of((Object) CALLED), "this role may do what serve needs")
                .ask(ground.pool())
                .otherwise(failure -> Failing.isForbidden(failure)
                        ? Finding.problem(
                                "this role may not even look: " + Failing.words(failure),
                                "let the owner of schema taskwire grant it what serve needs, or use the owner's login")
                        : Failing.of(failure));
    }
}
