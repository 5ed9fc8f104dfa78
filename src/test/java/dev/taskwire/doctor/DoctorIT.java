package dev.taskwire.doctor;

import static dev.taskwire.doctor.DoctorStage.about;
import static dev.taskwire.doctor.DoctorStage.troubled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.SessionSharingRelay;
import dev.taskwire.support.TestDatabase;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The doctor finds each fault by its name and says what to do, and finds nothing where nothing is wrong. */
final class DoctorIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([\\w-]+)` \\|");

    private static final String FINGERPRINT = """
            SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
              SELECT format('%s.%s %s', n.nspname, c.relname,
                CASE WHEN c.relkind IN ('r', 'p')
                  THEN query_to_xml(format('SELECT md5(string_agg(t::text, '','' ORDER BY t::text)) FROM %s AS t', c.oid::regclass), false, true, '')::text
                  ELSE pg_sequence_last_value(c.oid)::text END) AS line
              FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('r', 'p', 'S') AND n.nspname IN ('taskwire', 'pgmq', 'public')
              UNION ALL SELECT format('%s %s', oid::regprocedure, md5(prosrc)) FROM pg_proc
                WHERE pronamespace IN ('taskwire'::regnamespace, 'pgmq'::regnamespace)
              UNION ALL SELECT format('%s %s %s', tgrelid, tgname, tgenabled) FROM pg_trigger
              UNION ALL SELECT relation::text FROM pg_class AS c, LATERAL (SELECT c.relname || c.relacl::text) AS r (relation)
                WHERE c.relnamespace = 'taskwire'::regnamespace
            ) AS all_of_it
            """;

    private DoctorStage stage;

    @BeforeAll
    static void install() throws SQLException {
        POSTGRES.database().execute("""
                CREATE TABLE profiles (id uuid PRIMARY KEY, email text, full_name text);
                CREATE TABLE tasks (id uuid PRIMARY KEY, title text, assignee_id uuid);
                CREATE TABLE measured (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
                CREATE TABLE measured_1 PARTITION OF measured FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
                SELECT taskwire.watch('tasks', 'task'), taskwire.watch_assignments('tasks'), taskwire.watch('measured');
                CREATE SCHEMA kept;
                CREATE TABLE kept.history AS SELECT * FROM taskwire.flyway_schema_history;
                """);
    }

    @BeforeEach
    void open() throws Exception {
        stage = new DoctorStage(POSTGRES);
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void findsNothingWhereNothingIsWrongAndChangesNothing() throws Exception {
        String before = database().value(FINGERPRINT);

        List<Diagnosis> found = stage.examine();

        assertThat(troubled(found)).as(found.toString()).isEmpty();
        assertThat(found.stream()
                        .filter(one -> one.verdict() == Verdict.SKIPPED)
                        .map(Diagnosis::check))
                .containsExactlyInAnyOrder("pg_cron", "slack");
        assertThat(database().value(FINGERPRINT)).isEqualTo(before);
        assertThat(found.stream().map(Diagnosis::took)).allMatch(took -> took.compareTo(Duration.ofSeconds(20)) < 0);
    }

    /** One after the other: that nothing but the present one is found shows that those before were mended. */
    @Test
    void findsEachFaultInTheDatabase() throws Exception {
        for (Fault fault : faults()) {
            database().execute(fault.make());
            List<Diagnosis> found = stage.examine();
            database().execute(fault.mend());

            assertThat(troubled(found)).as("%s: %s", fault, found).containsExactly(fault.check());
            assertThat(about(fault.check(), found).remedies())
                    .as(fault.make())
                    .anySatisfy(remedy -> assertThat(remedy).contains(fault.remedy()));
        }
        assertThat(troubled(stage.examine())).isEmpty();
    }

    private static List<Fault> faults() throws SQLException {
        String name = database().name();
        String function =
                Objects.requireNonNull(database().value("SELECT pg_get_functiondef('taskwire.check_health'::regproc)"));
        return List.of(
                new Fault(
                        "triggers",
                        "ALTER TABLE tasks ENABLE TRIGGER taskwire_activity_update",
                        "ALTER TABLE tasks DISABLE TRIGGER taskwire_activity_update",
                        "ALTER TABLE tasks ENABLE TRIGGER taskwire_activity_update"),
                new Fault(
                        "triggers",
                        "ENABLE TRIGGER",
                        "ALTER TABLE measured_1 ENABLE REPLICA TRIGGER taskwire_activity_insert",
                        "ALTER TABLE measured_1 ENABLE TRIGGER taskwire_activity_insert"),
                new Fault(
                        "triggers",
                        "SELECT taskwire.rewatch()",
                        "CREATE TABLE measured_2 PARTITION OF measured FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
                        "SELECT taskwire.rewatch()"),
                new Fault(
                        "schema",
                        "taskwire migrate",
                        "CREATE OR REPLACE FUNCTION taskwire.check_health(queue_age interval, closed_for interval, listens boolean)"
                                + " RETURNS TABLE (name text, trouble text, since timestamptz) LANGUAGE sql"
                                + " AS 'SELECT NULL::text, NULL::text, NULL::timestamptz'",
                        function),
                new Fault(
                        "schema",
                        "taskwire migrate",
                        "DROP FUNCTION taskwire.check_health",
                        function + "; REVOKE ALL ON FUNCTION taskwire.check_health FROM PUBLIC"),
                new Fault(
                        "schema",
                        "taskwire migrate",
                        "DELETE FROM taskwire.flyway_schema_history WHERE version = (SELECT max(version) FROM kept.history)",
                        "INSERT INTO taskwire.flyway_schema_history SELECT * FROM kept.history ORDER BY version DESC NULLS LAST LIMIT 1"),
                new Fault(
                        "schema",
                        "newest version",
                        "INSERT INTO taskwire.flyway_schema_history SELECT 9999, '999', 'later', type, 'V999__later.sql', checksum,"
                                + " installed_by, installed_on, execution_time, success FROM kept.history WHERE version = '011'",
                        "DELETE FROM taskwire.flyway_schema_history WHERE version = '999'"),
                new Fault(
                        "schema",
                        "compare the jar",
                        "UPDATE taskwire.flyway_schema_history SET checksum = checksum + 1 WHERE version = '003'",
                        "UPDATE taskwire.flyway_schema_history SET checksum = checksum - 1 WHERE version = '003'"),
                new Fault(
                        "settings",
                        "ALTER DATABASE " + name + " RESET idle_session_timeout",
                        "ALTER DATABASE " + name + " SET idle_session_timeout = '20s'",
                        "ALTER DATABASE " + name + " RESET idle_session_timeout"),
                new Fault(
                        "settings",
                        "RESET session_replication_role",
                        "ALTER DATABASE " + name + " SET session_replication_role = replica",
                        "ALTER DATABASE " + name + " RESET session_replication_role"),
                new Fault(
                        "settings",
                        "RESET taskwire.wake",
                        "ALTER DATABASE " + name + " SET taskwire.wake = 'off'",
                        "ALTER DATABASE " + name + " RESET taskwire.wake"),
                new Fault(
                        "connections",
                        "CONNECTION LIMIT -1",
                        "ALTER DATABASE " + name + " CONNECTION LIMIT 2",
                        "ALTER DATABASE " + name + " CONNECTION LIMIT -1"),
                new Fault(
                        "autovacuum",
                        "ALTER TABLE pgmq.q_notifications RESET (autovacuum_enabled)",
                        "ALTER TABLE pgmq.q_notifications SET (autovacuum_enabled = off)",
                        "ALTER TABLE pgmq.q_notifications RESET (autovacuum_enabled)"),
                new Fault(
                        "queues",
                        "SELECT pgmq.create('cleanup_tasks')",
                        "SELECT pgmq.drop_queue('cleanup_tasks')",
                        "SELECT pgmq.create('cleanup_tasks')"),
                new Fault(
                        "queues",
                        "taskwire serve",
                        "SELECT pgmq.send('notifications', '{}'); UPDATE pgmq.q_notifications SET vt = now() - interval '1 hour'",
                        "SELECT pgmq.purge_queue('notifications')"),
                new Fault(
                        "queues",
                        "taskwire serve",
                        "SELECT taskwire.make_queue('own');"
                                + " INSERT INTO pgmq.q_own (vt, message) VALUES (now() - interval '1 hour', '{}')",
                        "SELECT pgmq.drop_queue('own'); DROP SEQUENCE taskwire.quiet_own"),
                new Fault(
                        "queues",
                        "taskwire resume notifications",
                        "SELECT taskwire.pause('notifications')",
                        "SELECT taskwire.resume('notifications')"),
                new Fault(
                        "destinations",
                        "mend key",
                        "SELECT taskwire.close_destination('mail', 'the key is refused', true, NULL, false)",
                        "SELECT taskwire.open_destination('mail')"),
                new Fault(
                        "dead-letters",
                        "taskwire redrive",
                        "INSERT INTO job_failures (queue, reason) SELECT 'notifications', 'no address' FROM generate_series(1, 11)",
                        "TRUNCATE job_failures"),
                new Fault(
                        "dead-letters",
                        "taskwire.skipped_change",
                        "INSERT INTO taskwire.skipped_change (table_name, action, row_count, sqlstate, message)"
                                + " VALUES ('tasks', 'updated', 1, '22000', 'bad')",
                        "TRUNCATE taskwire.skipped_change"),
                new Fault(
                        "schedules",
                        "taskwire serve",
                        "SELECT taskwire.schedule('report', '@daily', 'cleanup_tasks');"
                                + "UPDATE taskwire.schedule SET next_fire = now() - interval '1 hour'",
                        "SELECT taskwire.unschedule('report')"),
                new Fault(
                        "schedules",
                        "taskwire.unschedule('bad')",
                        "SELECT taskwire.schedule('bad', '@daily', 'cleanup_tasks');"
                                + "UPDATE taskwire.schedule SET error = 'there is no such date'",
                        "SELECT taskwire.unschedule('bad')"),
                new Fault(
                        "row-security",
                        "ALTER TABLE notifications ENABLE ROW LEVEL SECURITY",
                        "ALTER TABLE notifications DISABLE ROW LEVEL SECURITY",
                        "ALTER TABLE notifications ENABLE ROW LEVEL SECURITY"),
                new Fault(
                        "profiles",
                        "notifications.profile_query",
                        "ALTER TABLE profiles RENAME COLUMN email TO address",
                        "ALTER TABLE profiles RENAME COLUMN address TO email"));
    }

    @Test
    void findsWhoKeepsOldRowsAndWhatBecomesOfThem() throws Exception {
        database()
                .execute("INSERT INTO pgmq.q_cleanup_tasks (vt, message) SELECT now() + interval '1 day', '{}'"
                        + " FROM generate_series(1, 300)");
        try (Connection open = database().connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            open.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("SELECT count(*) FROM tasks");
            database().execute("DELETE FROM pgmq.q_cleanup_tasks");
            await().until(() -> troubled(stage.examine()).containsAll(List.of("bloat", "snapshots")));

            Diagnosis snapshots = about("snapshots", stage.examine());
            String pid = database()
                    .value("SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction'"
                            + " AND datname = current_database()");
            assertThat(snapshots.words()).contains("process " + pid, "SELECT count(*) FROM tasks");
            assertThat(snapshots.remedies()).contains("SELECT pg_terminate_backend(" + pid + ")");
            open.rollback();
        }
        database().execute("VACUUM pgmq.q_cleanup_tasks");
        await().until(() -> troubled(stage.examine()).isEmpty());
    }

    @Test
    void findsATransactionThatWasPreparedAndForgotten() throws Exception {
        database().execute("BEGIN; UPDATE profiles SET email = ''; PREPARE TRANSACTION 'forgotten_by_a_test'");
        await().until(() -> troubled(stage.examine()).contains("snapshots"));

        database().execute("ROLLBACK PREPARED 'forgotten_by_a_test'");
        assertThat(troubled(stage.examine())).isEmpty();
    }

    @Test
    void findsARoleThatMayNotSettle() throws Exception {
        String role = "doctored_" + ProcessHandle.current().pid();
        database()
                .execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA taskwire, pgmq TO "
                        + role + "; GRANT ALL ON ALL TABLES IN SCHEMA taskwire, pgmq, public TO " + role
                        + "; GRANT ALL ON ALL SEQUENCES IN SCHEMA taskwire, pgmq TO " + role
                        + "; GRANT ALL ON ALL FUNCTIONS IN SCHEMA taskwire TO " + role
                        + "; REVOKE DELETE ON pgmq.q_notifications FROM " + role);
        String url = database().url().replaceFirst("//[^@]*@", "//" + role + ":secret@");
        try {
            Diagnosis rights = about("rights", stage.examine("DATABASE_URL", url));
            assertThat(rights.verdict()).isEqualTo(Verdict.PROBLEM);
            assertThat(rights.remedies()).containsExactly("GRANT DELETE ON pgmq.q_notifications TO " + role);

            database().execute("GRANT DELETE ON pgmq.q_notifications TO " + role);
            assertThat(troubled(stage.examine("DATABASE_URL", url))).isEmpty();
        } finally {
            database().execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
        }
    }

    @Test
    void findsAKeyThatIsRefusedOrMayNotSend(@TempDir Path folder) throws Exception {
        stage.sendGridSays(401, "");
        assertThat(about("mail", stage.examine()).words()).contains("refuses the key");
        stage.sendGridSays(200, "{\"scopes\": [\"alerts.read\"]}");
        assertThat(about("mail", stage.examine()).remedies()).containsExactly("give the key the permission Mail Send");
        stage.sendGridSays(200, DoctorStage.GOOD);

        Files.createDirectories(folder.resolve("task_assigned"));
        Files.writeString(folder.resolve("task_assigned/text"), "{{ nothing }}");
        List<Diagnosis> found = stage.examine(
                "TASKWIRE_NOTIFICATIONS_TEMPLATES",
                folder.toString(),
                "TASKWIRE_MAIL_WAY",
                "smtp",
                "SMTP_HOST",
                "127.0.0.1",
                "TASKWIRE_MAIL_SMTP_PORT",
                "1",
                "TASKWIRE_MAIL_SMTP_SECURITY",
                "none");
        assertThat(troubled(found)).containsExactly("mail", "templates");
        assertThat(about("templates", found).words()).contains("task_assigned/text");
        assertThat(about("type-queries", found).verdict()).isEqualTo(Verdict.SKIPPED);
    }

    @Test
    void findsAClockThatIsWrongAndAListenerThatHearsAnotherDatabase() throws Exception {
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(90));
        String elsewhere = URI.create(database().url()).resolve("/template1").toString();

        List<Diagnosis> found = stage.examine(stage.config("LISTEN_URL", elsewhere), ahead);

        assertThat(troubled(found)).containsExactly("clock", "wake");
        assertThat(about("clock", found).words()).contains("behind");
        assertThat(about("wake", found).remedies().get(0)).contains("LISTEN_URL");
    }

    @Test
    void findsAPoolerInTransactionMode() throws Exception {
        URI server = URI.create(database().url());
        try (SessionSharingRelay relay = new SessionSharingRelay(server.getHost(), server.getPort())) {
            List<Diagnosis> found = stage.examine("DATABASE_URL", database().through(relay.port()));

            assertThat(about("pooler", found).verdict()).as(found.toString()).isEqualTo(Verdict.PROBLEM);
            assertThat(about("pooler", found).words()).contains("transaction mode");
            assertThat(about("wake", found).verdict()).isEqualTo(Verdict.PROBLEM);
        }
    }

    @Test
    void skipsWhatNeedsADatabaseWhereThereIsNone() throws Exception {
        List<Diagnosis> found = stage.examine("DATABASE_URL", "postgres://ada:secret@127.0.0.1:1/nothing");

        assertThat(troubled(found)).containsExactly("reach");
        assertThat(about("reach", found).words())
                .contains("127.0.0.1:1/nothing")
                .doesNotContain("secret");
        assertThat(about("queues", found).words()).isEqualTo("the database cannot be reached");
        assertThat(about("mail", found).verdict()).isEqualTo(Verdict.OK);
        assertThat(about("reach", stage.examine("DATABASE_URL", database().url() + "_gone"))
                        .remedies())
                .anySatisfy(remedy -> assertThat(remedy).startsWith("create the database"));
    }

    @Test
    void theDocumentHasEachCheckInItsOrder() throws Exception {
        List<String> documented = DOCUMENTED
                .matcher(section(Files.readString(Path.of("docs", "operations.md"))))
                .results()
                .map((MatchResult row) -> row.group(1))
                .toList();

        assertThat(documented)
                .isEqualTo(stage.examine("DATABASE_URL", "postgres://ada:secret@127.0.0.1:1/nothing").stream()
                        .map(Diagnosis::check)
                        .toList());
    }

    private static String section(String document) {
        int start = document.indexOf("## What is wrong: the doctor");
        return document.substring(start, document.indexOf("\n## ", start + 1));
    }

    private static TestDatabase database() {
        return POSTGRES.database();
    }
}
