package dev.taskwire.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.postgres.Migrator;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.RoleLogins;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table role × operation, each cell tried by a login of the role. */
final class RoleTableIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final RoleLogins LOGINS = new RoleLogins(POSTGRES);

    private static final String REFUSED = "42501";

    /** An operation, and which roles may do it: o(wner), w(orker), r(eader), p(roducer). */
    private static final Object[][] OPERATIONS = {
        {"owp", "SELECT taskwire.send('notifications', '{}')"},
        {"owp", "SELECT taskwire.send('notifications', '{}', NULL, interval '1 hour')"},
        {"owp", "SELECT taskwire.send_batch('made_later', '{\"{}\", \"{}\"}'::jsonb[])"},
        {"ow", "SELECT pgmq.send('notifications', '{}')"},
        {"ow", "SELECT taskwire.read('notifications', 30, 1)"},
        {"ow", "SELECT pgmq.read('made_later', 30, 1)"},
        {"ow", "SELECT pgmq.archive('made_later', 1)"},
        {"owr", "SELECT message FROM pgmq.q_notifications"},
        {"owr", "SELECT message FROM pgmq.a_notifications"},
        {"owr", "SELECT message FROM pgmq.q_made_later"},
        {"owr", "SELECT pgmq.metrics('notifications')"},
        {"ow", "DELETE FROM pgmq.q_notifications"},
        {"o", "TRUNCATE pgmq.q_notifications"},
        {"o", "SELECT pgmq.drop_queue('report_generation')"},
        {"o", "SELECT pgmq.create('another')"},
        {"owr", "SELECT FROM activity_logs"},
        {"ow", "DELETE FROM activity_logs"},
        {"owr", "SELECT FROM notifications"},
        {"ow", "INSERT INTO notifications (id, type, title) VALUES (gen_random_uuid(), 'a', 'b')"},
        {"o", "DELETE FROM notifications"},
        {"owr", "SELECT FROM job_failures"},
        {"ow", "UPDATE job_failures SET redriven_at = now()"},
        {"o", "DELETE FROM job_failures"},
        {"owr", "SELECT FROM daily_stats"},
        {"owr", "SELECT FROM taskwire.email_deliveries"},
        {"ow", "UPDATE taskwire.email_deliveries SET state = 'failed'"},
        {"ow", "SELECT FROM taskwire.webhook_signature"},
        {"owr", "SELECT FROM taskwire.schedule_occurrences"},
        {"owr", "SELECT FROM taskwire.parked_message"},
        {"owr", "SELECT FROM taskwire.unknown_message"},
        {"owr", "SELECT FROM taskwire.flyway_schema_history"},
        {"o", "DELETE FROM taskwire.flyway_schema_history"},
        {"ow", "SELECT taskwire.schedule('tidy', '@daily', 'notifications')"},
        {"ow", "SELECT taskwire.unschedule('none')"},
        {"ow", "SELECT taskwire.configure_schedules('{}', false)"},
        {"ow", "SELECT taskwire.promote(10)"},
        {"ow", "SELECT taskwire.take_back('[{\"queue\": \"made_later\"}]', 10)"},
        {"ow", "SELECT taskwire.pause('notifications')"},
        {"ow", "SELECT taskwire.resume('notifications')"},
        {"ow", "SELECT taskwire.last_message_id('made_later')"},
        {"ow", "SELECT taskwire.purge('made_later', 'queued', 0, 10, 10)"},
        {"owr", "SELECT FROM taskwire.queue_figures('made_later', 100)"},
        {"owr", "SELECT FROM taskwire.peek('made_later')"},
        {"ow", "SELECT taskwire.make_queue('made_by_workers')"},
        {"ow", "SELECT taskwire.make_queue('made_now'), taskwire.read('made_now', 30, 1)"},
        {"owr", "SELECT FROM taskwire.paused_queue"},
        {"o", "INSERT INTO taskwire.paused_queue (queue) VALUES ('notifications')"},
        {"o", "SELECT FROM taskwire.idempotency_key"},
        {
            "ow",
            "SELECT taskwire.note_history(jsonb_build_object('id', gen_random_uuid(), 'name', 'one', 'version', '0',"
                    + " 'started_at', now()), '[]')"
        },
        {"owr", "SELECT FROM taskwire.history"},
        {"owr", "SELECT FROM taskwire.operator_actions"},
        {"ow", "SELECT taskwire.keep_listening(1)"},
        {"ow", "SELECT taskwire.begin_quiet('notifications', date_part('epoch', clock_timestamp()) * 1000, 500)"},
        {"ow", "SELECT taskwire.check_health('1 hour', '1 hour', true)"},
        {"owr", "SELECT taskwire.find_trouble('1 hour', '1 hour', true)"},
        {"owr", "SELECT taskwire.role_changes()"},
        {"owrp", "LISTEN taskwire_wake"},
        {"o", "SELECT taskwire.watch('watched_by_owner')"},
        {"o", "SELECT taskwire.unwatch('watched_by_owner')"},
        {"o", "ALTER TABLE activity_logs ADD COLUMN more text"},
        {"o", "ALTER TABLE taskwire.schedule DROP COLUMN zone"},
        {"o", "DROP TABLE notifications"},
        {"o", "DROP FUNCTION taskwire.send_report"},
        {"o", "CREATE TABLE taskwire.mine (id int)"},
        {"", "SELECT FROM watched"},
        {"", "SELECT FROM pg_authid"},
        {"", "CREATE ROLE more"},
    };

    @BeforeAll
    static void makeTheRoles() throws SQLException {
        POSTGRES.database().execute("CREATE TABLE watched (id int PRIMARY KEY); SELECT taskwire.watch('watched')");
        new Migrator(POSTGRES.config().database(), POSTGRES.config().queues()).grantRoles();
        LOGINS.create();
        POSTGRES.database()
                .execute("SELECT pgmq.create('made_later'); CREATE TABLE watched_by_owner (id int PRIMARY KEY);"
                        + "ALTER TABLE watched_by_owner OWNER TO " + RoleLogins.name("owner"));
    }

    @AfterAll
    static void dropThem() throws SQLException {
        LOGINS.close();
        POSTGRES.database().execute("DROP TABLE watched_by_owner; DROP TABLE watched");
        LOGINS.drop();
    }

    static Stream<Arguments> cells() {
        return Stream.of(OPERATIONS)
                .flatMap(row -> RoleLogins.ROLES.stream()
                        .map(role -> Arguments.of(role, row[1], ((String) row[0]).indexOf(role.charAt(0)) >= 0)));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("cells")
    void aRoleMayDoThisAndNotThat(String role, String operation, boolean allowed) {
        if (allowed) {
            assertThatCode(() -> LOGINS.attempt(role, operation)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> LOGINS.attempt(role, operation))
                    .isInstanceOf(SQLException.class)
                    .extracting(failure -> ((SQLException) failure).getSQLState())
                    .isEqualTo(REFUSED);
        }
    }

    @Test
    void everyFunctionHasItsPlaceInTheList() throws SQLException {
        assertThat(
                        POSTGRES.database()
                                .rows(
                                        "SELECT DISTINCT p.proname FROM pg_proc AS p WHERE p.pronamespace = 'taskwire'::regnamespace"
                                                + " AND NOT EXISTS (SELECT FROM taskwire.function_rights() AS f WHERE f.name = p.proname)"))
                .as("functions without an entry in taskwire.function_rights()")
                .isEmpty();
        assertThat(POSTGRES.database()
                        .rows("SELECT name FROM taskwire.function_rights() GROUP BY name HAVING count(*) > 1"))
                .isEmpty();
    }

    @Test
    void everyTableAndSequenceHasItsPlaceInTheList() throws SQLException {
        assertThat(POSTGRES.database()
                        .rows("SELECT c.relname FROM pg_class AS c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S')"
                                + " AND (c.relnamespace = 'taskwire'::regnamespace"
                                + " OR EXISTS (SELECT FROM taskwire.user_table AS u WHERE u.relation = c.oid)) AND NOT EXISTS"
                                + " (SELECT FROM taskwire.table_rights() AS t WHERE c.relname LIKE t.name)"))
                .as("tables and sequences without an entry in taskwire.table_rights()")
                .isEmpty();
    }

    @Test
    void eachFunctionIsOpenToThoseOfTheListAndToNobodyElse() throws SQLException {
        for (String role : List.of("worker", "reader", "producer")) {
            assertThat(POSTGRES.database()
                            .rows(
                                    "SELECT p.oid::regprocedure::text FROM pg_proc AS p JOIN taskwire.function_rights() AS f"
                                            + " ON f.name = p.proname WHERE p.pronamespace = 'taskwire'::regnamespace"
                                            + " AND has_function_privilege('" + RoleLogins.name(role)
                                            + "', p.oid, 'EXECUTE') <> ('" + role + "' = ANY (f.roles))"))
                    .isEmpty();
        }
    }

    @Test
    void theOwnerOwnsWhatIsTaskwires() throws SQLException {
        assertThat(POSTGRES.database()
                        .rows("SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'taskwire'::regnamespace"
                                + " AND c.relowner <> 'taskwire_owner'::regrole UNION ALL"
                                + " SELECT p.proname FROM pg_proc AS p WHERE p.pronamespace = 'taskwire'::regnamespace"
                                + " AND p.proowner <> 'taskwire_owner'::regrole"))
                .isEmpty();
    }

    @Test
    void whoWritesToAWatchedTableNeedsNoRoleOfTaskwires() throws SQLException {
        POSTGRES.database().execute("GRANT INSERT ON watched TO " + RoleLogins.name("producer"));

        assertThatCode(() -> LOGINS.attempt("producer", "INSERT INTO watched VALUES (1)"))
                .doesNotThrowAnyException();
    }
}
