package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Migrator;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.RoleLogins;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a start finds in the database, makes there, and may not make. */
final class LibraryInstallIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    private final List<JsonObject> handled = new CopyOnWriteArrayList<>();

    private Taskwire library(String url, boolean migrates) {
        TaskwireOptions options =
                TaskwireOptions.defaults().url(url).poolSize(2).migrate(migrates);
        return Taskwire.connect(options).queue("own", JsonObject.class, (payload, delivery) -> {
            handled.add(payload);
            return Future.succeededFuture(Outcome.done());
        });
    }

    private void migrate(String... environment) throws SQLException {
        TaskwireConfig config = postgres.config(environment);
        assertThat(new Migrator(config.database(), config.queues()).migrate().left())
                .isEmpty();
    }

    private void workOnOne(Taskwire taskwire) {
        complete(taskwire.start());
        complete(taskwire.sender().send("own", new JsonObject()));
        await().until(() -> handled.size() == 1);
        complete(taskwire.close());
    }

    @Test
    void whereNothingIsInstalledAndItMayNotMigrateItNamesTheCommand() {
        assertThatThrownBy(
                        () -> complete(library(postgres.database().url(), false).start()))
                .cause()
                .isInstanceOf(TaskwireException.class)
                .hasMessageContaining("run `java -jar taskwire.jar migrate`");
    }

    @Test
    void whereSomethingIsLeftToMigrateItSaysSo() throws SQLException {
        migrate();
        postgres.database().execute("DELETE FROM taskwire.flyway_schema_history WHERE script = 'R__25_own_queues.sql'");

        assertThatThrownBy(
                        () -> complete(library(postgres.database().url(), false).start()))
                .hasMessageContaining("the database lacks 1 migrations that this version needs");
    }

    @Test
    void theNamesOfAnInstalledApplicationStay() throws SQLException {
        migrate("TASKWIRE_QUEUES_NOTIFICATIONS_NAME", "email_notifications", "TASKWIRE_DATABASE_TABLES_SCHEMA", "app");

        workOnOne(library(postgres.database().url(), true));

        assertThat(postgres.database().value("SELECT name FROM taskwire.queue WHERE role = 'notifications'"))
                .isEqualTo("email_notifications");
        assertThat(postgres.database().value("SELECT to_regclass('public.job_failures')"))
                .isNull();
    }

    @Test
    void aLoginThatIsAWorkerAndNothingElseMakesItsQueueAndWorksOnIt() throws SQLException {
        migrate();
        new Migrator(postgres.config().database(), postgres.config().queues()).grantRoles();
        RoleLogins logins = new RoleLogins(postgres);
        logins.create();
        try {
            assertThatThrownBy(
                            () -> complete(library(logins.url("reader"), false).start()))
                    .hasMessageContaining("there is no queue own, and this login may not make it");

            workOnOne(library(logins.url("worker"), false));

            assertThat(handled).hasSize(1);
            assertThat(postgres.database()
                            .value("SELECT has_sequence_privilege('taskwire_worker',"
                                    + " 'taskwire.quiet_own', 'UPDATE')"))
                    .isEqualTo("true");
        } finally {
            logins.close();
            logins.drop();
        }
    }

    @Test
    void aCloseEndsTheWaitForADatabaseThatIsAway() {
        Taskwire taskwire = library("postgres://nobody:secret@127.0.0.1:1/away", true);
        Future<Void> started = taskwire.start();
        await().pollDelay(Duration.ofMillis(300)).until(() -> !started.isComplete());

        complete(taskwire.close());

        await().until(started::failed);
    }
}
