package dev.taskwire.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.RoleLogins;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the roles come to be, and stay right. */
final class DatabaseRolesIT {
    private static final String LOGIN = "migrating_" + ProcessHandle.current().pid();

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @BeforeEach
    void aLoginThatIsNoSuperuser() throws SQLException {
        postgres.database()
                .execute("CREATE ROLE " + LOGIN + " LOGIN PASSWORD 'secret'; ALTER DATABASE "
                        + postgres.database().name() + " OWNER TO " + LOGIN + "; SET ROLE " + LOGIN + "; "
                        + PgmqExtension.installScript());
    }

    @AfterEach
    void dropTheRoles() throws SQLException {
        for (String role : List.of(
                "taskwire_owner",
                "taskwire_worker",
                "taskwire_reader",
                "taskwire_producer",
                "anon",
                "authenticated",
                LOGIN)) {
            if (postgres.database().count("SELECT count(*) FROM pg_roles WHERE rolname = ?", role) == 1) {
                postgres.database()
                        .execute("REASSIGN OWNED BY " + role + " TO CURRENT_USER; DROP OWNED BY " + role
                                + "; DROP ROLE " + role);
            }
        }
    }

    @Test
    void aLoginThatMayMakeNoRolesIsToldWhatAnAdministratorMustRun() throws SQLException {
        migrator()
                .migrate()
                .sentences()
                .forEach(sentence -> assertThat(sentence).doesNotContain("rights"));

        MigrationException refusal =
                catchThrowableOfType(MigrationException.class, () -> migrator().grantRoles());

        assertThat(refusal).hasMessageContaining("CREATE ROLE taskwire_worker NOLOGIN;");
        assertThat(postgres.database().count("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'taskwire\\_%'"))
                .isZero();
        String script =
                String.valueOf(refusal.getMessage()).lines().skip(1).reduce("", (all, line) -> all + line + "\n");
        assertThat(script.strip()).isEqualTo(migrator().rolesScript());
        postgres.database().execute(script);
        assertThat(migrator().rolesScript()).isEmpty();
        migrator().grantRoles();
    }

    @Test
    void aLoginThatMayMakeRolesMakesThemAndGoesOnMigrating() throws SQLException {
        postgres.database().execute("ALTER ROLE " + LOGIN + " CREATEROLE");
        assertThat(migrator().migrate().applied()).isPositive();
        migrator().grantRoles();

        assertThat(migrator("TASKWIRE_QUEUES_NOTIFICATIONS_NAME", "email_notifications")
                        .migrate()
                        .applied())
                .isPositive();

        assertThat(migrator().rolesScript()).isEmpty();
        assertThat(postgres.database()
                        .rows("SELECT FROM pg_class WHERE relnamespace = 'taskwire'::regnamespace"
                                + " AND relowner <> 'taskwire_owner'::regrole"))
                .isEmpty();
        assertThat(
                        postgres.database()
                                .count(
                                        "SELECT has_table_privilege('taskwire_worker', 'pgmq.q_email_notifications', 'DELETE')::int"))
                .isEqualTo(1);
    }

    @Test
    void rightsThatWereTakenOrAddedAreMendedByTheNextMigration() throws SQLException {
        postgres.database().execute("ALTER ROLE " + LOGIN + " CREATEROLE");
        assertThat(migrator().migrate().applied()).isPositive();
        migrator().grantRoles();
        postgres.database()
                .execute(
                        "REVOKE SELECT ON taskwire.schedule FROM taskwire_worker;"
                                + "GRANT ALL ON taskwire.schedule TO taskwire_producer; DROP POLICY taskwire_worker ON job_failures");

        assertThat(migrator().migrate().sentences())
                .anySatisfy(sentence -> assertThat(sentence).startsWith("nothing to migrate"));

        assertThat(migrator().rolesScript()).isEmpty();
        assertThat(postgres.database()
                        .count("SELECT has_table_privilege('taskwire_producer', 'taskwire.schedule', 'SELECT')::int"))
                .isZero();
    }

    @Test
    void rolesThatAreThereForAnotherDatabaseGetNoRightsHere() throws SQLException {
        RoleLogins.ROLES.forEach(role -> create("taskwire_" + role));

        assertThat(migrator().migrate().rights()).isEmpty();

        assertThat(postgres.database()
                        .count("SELECT has_schema_privilege('taskwire_worker', 'taskwire', 'USAGE')::int"))
                .isZero();
    }

    @Test
    void supabasesApiRolesCanNeitherReadNorSendWhateverDefaultsGrantThem() throws SQLException {
        create("anon");
        create("authenticated");
        for (String scope : List.of("", " IN SCHEMA public")) {
            for (String kind : List.of("TABLES", "FUNCTIONS", "SEQUENCES")) {
                postgres.database()
                        .execute("ALTER DEFAULT PRIVILEGES FOR ROLE " + LOGIN + scope + " GRANT ALL ON " + kind
                                + " TO anon, authenticated");
            }
        }
        postgres.database()
                .execute(
                        "ALTER DEFAULT PRIVILEGES FOR ROLE " + LOGIN
                                + " GRANT ALL ON SCHEMAS TO anon, authenticated; GRANT USAGE ON SCHEMA public TO anon, authenticated");

        assertThat(migrator().migrate().rights()).isEmpty();

        for (String role : List.of("anon", "authenticated")) {
            assertThat(postgres.database()
                            .rows("SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relkind IN ('r', 'p', 'v')"
                                    + " AND (c.relnamespace = 'taskwire'::regnamespace OR c.oid IN (SELECT relation FROM taskwire.user_table))"
                                    + " AND has_table_privilege('" + role
                                    + "', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')"
                                    + " UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc AS p"
                                    + " WHERE p.pronamespace = 'taskwire'::regnamespace AND has_function_privilege('"
                                    + role + "', p.oid, 'EXECUTE')"))
                    .isEmpty();
            for (String attempt : List.of(
                    "SELECT taskwire.send('notifications', '{}')",
                    "SELECT FROM activity_logs",
                    "SELECT FROM job_failures")) {
                assertThatThrownBy(() -> postgres.database().execute("SET ROLE " + role + "; " + attempt))
                        .hasMessageContaining("permission denied");
            }
        }
    }

    private void create(String role) {
        try {
            postgres.database().execute("CREATE ROLE " + role + " NOLOGIN");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Migrator migrator(String... environment) {
        URI url = URI.create(postgres.database().url());
        String[] all = new String[environment.length + 2];
        System.arraycopy(environment, 0, all, 2, environment.length);
        all[0] = "DATABASE_URL";
        all[1] = "postgres://" + LOGIN + ":secret@" + url.getHost() + ":" + url.getPort() + url.getPath();
        TaskwireConfig config = postgres.config(all);
        return new Migrator(config.database(), config.queues());
    }
}
