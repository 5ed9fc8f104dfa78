package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A role with rights on the business table alone. */
final class RightsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final String ROLE = "app_" + ProcessHandle.current().pid();

    private final ActivityQueue queue = new ActivityQueue(POSTGRES);

    @BeforeAll
    static void aRoleOfTheApplication() throws SQLException {
        POSTGRES.database()
                .execute("CREATE ROLE " + ROLE + "; CREATE SCHEMA hostile AUTHORIZATION " + ROLE + ";"
                        + "CREATE TABLE orders (id int PRIMARY KEY, title text, assignee_id int, email text, name text);"
                        + "SELECT taskwire.watch('orders'), taskwire.watch_assignments('orders'), taskwire.watch_signups('orders');"
                        + "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON orders TO " + ROLE);
    }

    @AfterAll
    static void dropTheRole() throws SQLException {
        POSTGRES.database().execute("DROP OWNED BY " + ROLE + "; DROP ROLE " + ROLE);
    }

    @Test
    void itsWritesAreLogged() throws SQLException {
        asRole("INSERT INTO orders VALUES (1, 'a', 1, 'a@b.c', 'Ann'); INSERT INTO orders VALUES (2), (3);"
                + "UPDATE orders SET assignee_id = 2 WHERE id = 1; DELETE FROM orders WHERE id = 3; TRUNCATE orders");

        assertThat(queue.take()).hasSize(6);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_notifications"))
                .isEqualTo(2);
    }

    @Test
    void whatItPutsIntoItsSearchPathIsNotCalled() throws SQLException {
        asRole("CREATE FUNCTION hostile.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION ''hostile''; END';"
                + "CREATE FUNCTION hostile.current_setting(text, boolean) RETURNS text LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION ''hostile''; END'; CREATE TABLE hostile.queue (name text);"
                + "SET search_path = hostile, pg_catalog, public; INSERT INTO public.orders VALUES (11, 'x', 5, 'x@y.z', 'X');"
                + "UPDATE public.orders SET assignee_id = 6 WHERE id = 11; DELETE FROM public.orders");

        assertThat(queue.take()).hasSize(3);
    }

    @Test
    void nothingOfTaskwiresIsOpenToIt() throws SQLException {
        assertThat(POSTGRES.database()
                        .rows(
                                "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'taskwire'::regnamespace"
                                        + " AND has_function_privilege('" + ROLE + "', oid, 'EXECUTE')"))
                .isEmpty();
        assertThat(POSTGRES.database()
                        .rows("SELECT oid::regclass::text FROM pg_class"
                                + " WHERE (relnamespace = 'taskwire'::regnamespace OR relname IN ('activity_logs', 'notifications', 'job_failures'))"
                                + " AND relkind IN ('r', 'p', 'v', 'S') AND has_table_privilege('" + ROLE
                                + "', oid, 'SELECT')"))
                .isEmpty();
        assertThatThrownBy(() -> asRole("SELECT taskwire.send('activity_log', '{}')"))
                .hasMessageContaining("permission denied for schema taskwire");
    }

    @Test
    void itCanMakeNoTriggerOfTaskwiresFunctions() {
        assertThatThrownBy(() -> asRole("CREATE TABLE hostile.own (id int PRIMARY KEY);"
                        + "CREATE TRIGGER t AFTER INSERT ON hostile.own EXECUTE FUNCTION taskwire.log_change()"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void theUsersTablesHaveRowLevelSecurityOn() throws SQLException {
        assertThat(
                        POSTGRES.database()
                                .count(
                                        "SELECT count(*) FROM pg_class WHERE relrowsecurity"
                                                + " AND oid IN ('activity_logs'::regclass, 'notifications'::regclass, 'job_failures'::regclass)"))
                .isEqualTo(3);
    }

    private static void asRole(String statements) throws SQLException {
        POSTGRES.database().execute("SET ROLE " + ROLE + "; " + statements);
    }
}
