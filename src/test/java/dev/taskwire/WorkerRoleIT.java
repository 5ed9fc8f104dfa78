package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.cli.TaskwireCommand;
import dev.taskwire.postgres.Migrator;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.RoleLogins;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A whole Taskwire whose login is a member of taskwire_worker and of nothing else. */
@ExtendWith(VertxExtension.class)
final class WorkerRoleIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    @TempDir
    Path folder;

    private final RoleLogins logins = new RoleLogins(postgres);
    private final AtomicInteger mails = new AtomicInteger();
    private HttpServer endpoint;

    @BeforeEach
    void makeTheRoles(Vertx vertx) throws Exception {
        endpoint = vertx.createHttpServer()
                .requestHandler(request -> {
                    mails.incrementAndGet();
                    request.response().setStatusCode(202).end().onFailure(Throwable::printStackTrace);
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        new Migrator(postgres.config().database(), postgres.config().queues()).grantRoles();
        logins.create();
        postgres.database().execute("""
                        CREATE TABLE profiles (id uuid PRIMARY KEY, email text, full_name text);
                        CREATE TABLE tasks (id int PRIMARY KEY, title text, assignee_id uuid, status text, created_at timestamptz);
                        INSERT INTO profiles VALUES ('11111111-1111-4111-8111-111111111111', 'ada@example.com', 'Ada');
                        INSERT INTO tasks VALUES (1, 'Plan', NULL, 'todo', now());
                        INSERT INTO activity_logs (id, entity_type, action, created_at)
                        VALUES (gen_random_uuid(), 'old', 'created', now() - interval '1000 days');
                        SELECT taskwire.watch('tasks', 'task'), taskwire.watch_assignments('tasks');
                        GRANT SELECT ON profiles, tasks TO taskwire_worker
                        """);
    }

    @AfterEach
    void dropThem() throws Exception {
        endpoint.close().await(10, TimeUnit.SECONDS);
        postgres.database().execute("DROP TABLE profiles, tasks");
        logins.drop();
    }

    @Test
    void doesAllItsWork() throws Exception {
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config(
                "DATABASE_URL",
                logins.url("worker"),
                "SENDGRID_API_KEY",
                "SG.test",
                "SENDGRID_BASE_URL",
                "http://127.0.0.1:" + endpoint.actualPort()))) {
            await().until(() -> taskwire.recorded().timesListening() == 1);
            postgres.database().execute("UPDATE tasks SET assignee_id = '11111111-1111-4111-8111-111111111111'");

            await().until(() -> mails.get() == 1);
            awaitCount(1, "SELECT count(*) FROM activity_logs WHERE entity_type = 'task'");
            awaitCount(1, "SELECT count(*) FROM notifications");
            awaitCount(1, "SELECT count(*) FROM taskwire.email_deliveries WHERE state = 'accepted'");

            jobsAreDone();
            aFailureIsKeptAndSentBack();
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
    }

    @Test
    void namesTheCommandWhereSomethingIsLeftToMigrate() throws Exception {
        postgres.database()
                .execute("DELETE FROM taskwire.flyway_schema_history"
                        + " WHERE version = (SELECT max(version) FROM taskwire.flyway_schema_history)");

        RunningTaskwire taskwire = RunningTaskwire.starting(postgres.config("DATABASE_URL", logins.url("worker")));

        assertThatThrownBy(() -> taskwire.started().await(20, TimeUnit.SECONDS))
                .hasMessageContaining("run `java -jar taskwire.jar migrate` as the owner of schema taskwire");
        taskwire.close();
    }

    private void jobsAreDone() throws SQLException {
        awaitCount(5, "SELECT count(*) FROM taskwire.schedule");
        postgres.database().execute("""
                        SELECT taskwire.run_schedule(name) FROM taskwire.schedule;
                        SELECT taskwire.schedule('tick', 'every 1 second', 'report_generation', '{"job": "health_check"}')
                        """);

        awaitCount(6, "SELECT count(DISTINCT name) FROM taskwire.schedule_occurrences WHERE state = 'done'");
        awaitCount(0, "SELECT count(*) FROM activity_logs WHERE entity_type = 'old'");
        assertThat(postgres.database().count("SELECT count(*) FROM daily_stats WHERE total_tasks IS NOT NULL"))
                .isPositive();
    }

    private void aFailureIsKeptAndSentBack() throws Exception {
        postgres.database().execute("SELECT taskwire.send('notifications', '{\"type\": \"no_such_type\"}')");
        awaitCount(1, "SELECT count(*) FROM job_failures");

        Path conf =
                Files.writeString(folder.resolve("taskwire.yaml"), "database:\n  url: " + logins.url("worker") + "\n");
        int code = TaskwireCommand.commandLine(Application::create)
                .execute("redrive", "--all", "--yes", "--conf", conf.toString());

        assertThat(code).isZero();
        awaitCount(1, "SELECT count(*) FROM job_failures WHERE redriven_at IS NOT NULL");
        awaitCount(2, "SELECT count(*) FROM job_failures");
    }

    private void awaitCount(long number, String query) {
        await().until(() -> postgres.database().count(query) == number);
    }
}
