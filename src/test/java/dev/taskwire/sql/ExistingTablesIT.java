package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Migrator;
import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables of the names that Taskwire uses may be there already. */
final class ExistingTablesIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    /** As a tutorial makes it. */
    private static final String ACTIVITY_LOGS = """
            CREATE TABLE activity_logs (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), entity_type varchar(50) NOT NULL,
              entity_id uuid NOT NULL, action varchar(50) NOT NULL, actor_id uuid, metadata jsonb DEFAULT '{}',
              created_at timestamptz DEFAULT now());
            CREATE INDEX by_entity ON activity_logs (entity_type, entity_id);
            """;

    @Test
    void aTableThatFitsIsUsedWithWhatIsInIt() throws SQLException {
        execute(ACTIVITY_LOGS + "INSERT INTO activity_logs (entity_type, entity_id, action)"
                + " VALUES ('task', gen_random_uuid(), 'created')");

        migrate();

        assertThat(postgres.database().count("SELECT count(*) FROM activity_logs"))
                .isEqualTo(1);
        assertThat(postgres.database().value("SELECT adopted FROM taskwire.user_table WHERE name = 'activity_logs'"))
                .isEqualTo("true");
        assertThat(columns("activity_logs"))
                .isEqualTo("action actor_id created_at entity_id entity_key entity_type id metadata occurred_at seq");
        assertThat(postgres.database()
                        .count("SELECT count(*) FROM pg_index WHERE indrelid = 'activity_logs'::regclass"))
                .as("the key's, the one that was there, and the three that were not")
                .isEqualTo(5);
        assertThatCode(() -> execute("INSERT INTO activity_logs (id, entity_type, entity_key, action, metadata)"
                        + " VALUES (gen_random_uuid(), 'order', '7', 'created', NULL)"))
                .doesNotThrowAnyException();
    }

    @Test
    void aTableOfDailyStatisticsThatFitsIsUsedWhateverItsKeyIs() throws SQLException {
        execute("""
                CREATE TABLE daily_stats (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), date date NOT NULL, total_tasks bigint DEFAULT 0,
                  created_tasks integer NOT NULL DEFAULT 0, completed_tasks integer, new_users integer, created_at timestamptz)
                """);
        migrate();

        for (int times = 0; times < 2; times++) {
            assertThat(
                            postgres.database()
                                    .value(
                                            "SELECT taskwire.collect_daily_stats('2026-11-23', 'UTC', '{\"total_tasks\": \"SELECT 7\", \"created_tasks\": \"SELECT NULL\", \"completed_tasks\": \"SELECT 2\", \"new_users\": \"SELECT 1\"}')"))
                    .isEqualTo("{}");
        }

        assertThat(
                        postgres.database()
                                .value(
                                        "SELECT string_agg(concat_ws(' ', date, total_tasks, created_tasks, completed_tasks), ', ') FROM daily_stats"))
                .isEqualTo("2026-11-23 7 2");
        assertThat(postgres.database().count("SELECT count(created_at) FROM daily_stats"))
                .isEqualTo(1);
    }

    @Test
    void everyMisfitOfAllTablesIsNamedAtOnceWithWhatToDo() throws SQLException {
        execute("""
                CREATE TABLE profiles (id uuid PRIMARY KEY);
                CREATE TABLE activity_logs (id uuid, entity_type text NOT NULL, entity_id text, action text NOT NULL,
                  actor_id uuid REFERENCES profiles, tenant int NOT NULL, created_at timestamptz);
                CREATE VIEW notifications AS SELECT 1 AS id;
                CREATE TABLE job_failures (id serial PRIMARY KEY, error text);
                """);

        assertThatThrownBy(this::migrate)
                .rootCause()
                .hasMessageContaining(
                        "public.activity_logs: it has no column metadata: ALTER TABLE public.activity_logs ADD COLUMN metadata jsonb")
                .hasMessageContaining("public.activity_logs: its column entity_id is of type text, not uuid")
                .hasMessageContaining("public.activity_logs: its column id is not unique by itself")
                .hasMessageContaining("public.activity_logs: its column tenant must have a value")
                .hasMessageContaining(
                        "public.activity_logs: its column actor_id has the foreign key activity_logs_actor_id_fkey")
                .hasMessageContaining("public.notifications: it is a view, no table")
                .hasMessageContaining("public.job_failures: its column id is of type integer, not uuid")
                .hasMessageContaining("configure another schema");
        assertThat(columns("activity_logs")).doesNotContain("seq");
    }

    @Test
    void anotherSchemaKeepsOutOfTheWay() throws SQLException {
        execute("CREATE VIEW activity_logs AS SELECT 1 AS id");

        migrate("TASKWIRE_DATABASE_TABLES_SCHEMA", "work");

        assertThat(
                        postgres.database()
                                .value(
                                        "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'work'"))
                .isEqualTo("activity_logs daily_stats job_failures notifications");
    }

    @Test
    void theApiRolesOfSupabaseGetNothing() throws SQLException {
        String role = "authenticated";
        boolean made = postgres.database().count("SELECT count(*) FROM pg_roles WHERE rolname = '" + role + "'") == 0;
        if (made) {
            execute("CREATE ROLE " + role);
        }
        try {
            execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO " + role
                    + "; CREATE TABLE notifications (id uuid PRIMARY KEY, user_id uuid, type text NOT NULL, title text NOT NULL,"
                    + " message text, created_at timestamptz); ALTER TABLE notifications ENABLE ROW LEVEL SECURITY");

            migrate();

            assertThat(postgres.database()
                            .value("SELECT string_agg(relname, ' ') FROM pg_class WHERE relkind = 'r'"
                                    + " AND relnamespace = 'public'::regnamespace AND has_table_privilege('" + role
                                    + "', oid, 'SELECT')"))
                    .as("all but the one whose owner has row-level security and so policies")
                    .isEqualTo("notifications");
        } finally {
            execute("DROP OWNED BY " + role);
            if (made) {
                execute("DROP ROLE " + role);
            }
        }
    }

    private String columns(String table) throws SQLException {
        return String.valueOf(postgres.database()
                .value("SELECT string_agg(attname, ' ' ORDER BY attname) FROM pg_attribute" + " WHERE attrelid = '"
                        + table + "'::regclass AND attnum > 0"));
    }

    private void migrate(String... environment) throws SQLException {
        TaskwireConfig config = postgres.config(environment);
        Migrator.Migration migration = new Migrator(config.database(), config.queues()).migrate();
        assertThat(migration.applied()).isPositive();
    }

    private void execute(String statements) throws SQLException {
        postgres.database().execute(statements);
    }
}
