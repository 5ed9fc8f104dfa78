package dev.taskwire.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Migrator.Migration;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class MigratorIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @Test
    void aSecondMigrationChangesNothing() throws SQLException {
        Migration first = migrate();
        String before = fingerprint();

        Migration second = migrate();

        assertThat(first.applied()).isPositive();
        assertThat(second.applied()).isZero();
        assertThat(second.sentences()).anyMatch(sentence -> sentence.startsWith("nothing to migrate"));
        assertThat(fingerprint()).isEqualTo(before);
    }

    @Test
    void eightAtOnceMigrateOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Migration>> migrations = Collections.nCopies(8, this::migrate);
            int applied = 0;
            for (Future<Migration> migration : pool.invokeAll(migrations)) {
                applied += migration.get().applied() > 0 ? 1 : 0;
            }
            assertThat(applied).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aPgmqThatIsThereIsLeftAsItIs() throws SQLException {
        database().execute(PgmqExtension.installScript() + "; SELECT pgmq.create('mine')");

        assertThat(migrate().pgmq()).isEqualTo("pgmq is there as plain SQL and is used as it is");

        assertThat(database().value("SELECT obj_description('pgmq'::regnamespace, 'pg_namespace')"))
                .isNull();
    }

    @Test
    void aPlainInstallOfAnOlderVersionIsUpgradedByItsScripts() throws SQLException {
        database()
                .execute(PgmqExtension.installScript()
                        + "; COMMENT ON SCHEMA pgmq IS 'pgmq 1.11.0, installed as plain SQL by Taskwire'");

        assertThat(migrate().pgmq()).isEqualTo("pgmq was upgraded from 1.11.0 to 1.11.1 as plain SQL");
        assertThat(migrate().pgmq()).isEqualTo("pgmq 1.11.1 is there as plain SQL, installed by Taskwire");
    }

    @Test
    void whereTheServerHasNoPgCronItSaysHowToHaveIt() throws SQLException {
        assumeTrue(database().count("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_cron'") == 0);
        migrate();
        try (PgCronJob job = new PgCronJob(postgres.config().database())) {
            assertThatThrownBy(job::register)
                    .isInstanceOf(MigrationException.class)
                    .hasMessageStartingWith("the server has no pg_cron: install it there")
                    .hasMessageContaining("cron.database_name = '" + database().name() + "'");
            assertThat(job.remove()).contains("nothing to take away");
        }
    }

    @Test
    void aRenamedQueueIsUsedFromThenOn() throws SQLException {
        migrate();
        database().execute("CREATE TABLE orders (id int PRIMARY KEY); SELECT taskwire.watch('orders')");

        TaskwireConfig renamed = postgres.config("TASKWIRE_QUEUES_ACTIVITY_LOG_NAME", "changes");
        assertThat(new Migrator(renamed.database(), renamed.queues()).migrate().applied())
                .isPositive();
        database().execute("INSERT INTO orders VALUES (1)");

        assertThat(database().count("SELECT count(*) FROM pgmq.q_changes")).isEqualTo(1);
    }

    @Test
    void aQueueIsVacuumedEarlyUnlessItHasSettingsOfItsOwn() throws SQLException {
        database()
                .execute(PgmqExtension.installScript()
                        + "; SELECT pgmq.create('cleanup_tasks')"
                        + "; ALTER TABLE pgmq.q_cleanup_tasks SET (autovacuum_vacuum_threshold = 7)");

        assertThat(migrate().applied()).isPositive();

        assertThat(settings("q_activity_log"))
                .contains("autovacuum_vacuum_threshold=1000")
                .contains("vacuum_truncate=off");
        assertThat(settings("q_cleanup_tasks")).isEqualTo("{autovacuum_vacuum_threshold=7}");
    }

    @Test
    void aTableThatASessionHoldsDoesNotKeepTheMigrationFromEnding() throws SQLException {
        migrate();
        database()
                .execute("CREATE TABLE held (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                        + "CREATE TABLE held_1 PARTITION OF held FOR VALUES FROM (0) TO (10);"
                        + "SELECT taskwire.watch('held');"
                        + "CREATE TABLE held_2 PARTITION OF held FOR VALUES FROM (10) TO (20)");
        try (Connection holder = database().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("INSERT INTO held_2 VALUES (11)");

            assertThat(migrate().left()).contains("held_2").contains("another session holds the table");
        }
        assertThat(migrate().left()).isEmpty();
    }

    @Test
    void checkNamesTheCommandWhereSomethingIsLeftToDo() throws SQLException {
        TaskwireConfig config = postgres.config();
        Migrator migrator = new Migrator(config.database(), config.queues());

        assertThatThrownBy(migrator::check)
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("run `java -jar taskwire.jar migrate`");
        migrate();
        migrator.check();
    }

    @Test
    void whatAnUninstallTakesAwayIsListedFirstAndThenGone() throws SQLException {
        migrate();
        database()
                .execute("CREATE TABLE orders (id int PRIMARY KEY); SELECT taskwire.watch('orders');"
                        + "INSERT INTO orders VALUES (1), (2)");
        try (Uninstaller uninstaller = new Uninstaller(postgres.config().database())) {
            assertThat(uninstaller.losses())
                    .contains(
                            "the watching of orders (activity)",
                            "table activity_logs with 0 rows",
                            "queue activity_log with 2 messages and 0 archived ones",
                            "schema taskwire with everything in it");
            assertThat(uninstaller.uninstall()).contains("pgmq");
        }

        database().execute("INSERT INTO orders VALUES (3)");
        assertThat(database().count("SELECT count(*) FROM pg_namespace WHERE nspname = 'taskwire'"))
                .isZero();
        assertThat(database().value("SELECT to_regclass('public.activity_logs')"))
                .isNull();
        try (Uninstaller uninstaller = new Uninstaller(postgres.config().database())) {
            assertThat(uninstaller.losses()).isEmpty();
        }
    }

    @CanIgnoreReturnValue
    private Migration migrate() throws SQLException {
        TaskwireConfig config = postgres.config();
        return new Migrator(config.database(), config.queues()).migrate();
    }

    private String settings(String queueTable) throws SQLException {
        return String.valueOf(database()
                .value("SELECT reloptions::text FROM pg_class WHERE oid = 'pgmq.%s'::regclass".formatted(queueTable)));
    }

    private TestDatabase database() {
        return postgres.database();
    }

    /** Everything that a migration could change, and when it was last changed. */
    private String fingerprint() throws SQLException {
        return String.valueOf(database().value("""
                        SELECT md5(string_agg(line, E'\\n' ORDER BY line))
                        FROM (SELECT 'class ' || oid || xmin || relname FROM pg_class
                              UNION ALL SELECT 'function ' || oid || xmin || proname FROM pg_proc
                              UNION ALL SELECT 'trigger ' || oid || xmin || tgname FROM pg_trigger
                              UNION ALL SELECT 'history ' || installed_rank FROM taskwire.flyway_schema_history)
                             AS everything (line)
                        """));
    }
}
