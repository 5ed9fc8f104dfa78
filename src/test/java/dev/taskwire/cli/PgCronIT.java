package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.cli.CommandRunner.Ran;
import dev.taskwire.support.TaskwireProcess;
import dev.taskwire.support.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * A real pg_cron fires schedules: alone, beside processes, and when they are killed. A server has one database for pg_cron,
 * so the tests are of one installation, from its refusal to its end. {@code .ci/pg-cron} starts such a server.
 */
@EnabledIfEnvironmentVariable(
        named = "TASKWIRE_TEST_PG_CRON_URL",
        matches = ".+",
        disabledReason = "TASKWIRE_TEST_PG_CRON_URL names no empty database that pg_cron works in, as its superuser")
@TestMethodOrder(OrderAnnotation.class)
final class PgCronIT {
    private static final Duration MOST = Duration.ofSeconds(90);
    private static final String OWNER = "taskwire_owner";

    private static final TestDatabase ROOT =
            new TestDatabase(System.getenv().getOrDefault("TASKWIRE_TEST_PG_CRON_URL", "postgres://a:b@localhost/c"));

    private static final TestDatabase DATABASE =
            new TestDatabase(ROOT.url().replaceFirst("//[^@]*@", "//" + OWNER + ":none@"));

    private final CommandRunner runner = new CommandRunner(() -> DATABASE);

    @BeforeAll
    static void becomeTheOwner() throws SQLException {
        ROOT.execute("CREATE ROLE " + OWNER + " LOGIN; ALTER DATABASE " + ROOT.name() + " OWNER TO " + OWNER);
    }

    @Test
    @Order(1)
    void whatIsInTheWayIsSaidWithWhatToDo() throws Exception {
        assertThat(migrate("--with-pg-cron").err())
                .contains("role " + OWNER + " may not use pg_cron")
                .contains("GRANT USAGE ON SCHEMA cron TO " + OWNER);

        ROOT.execute("CREATE EXTENSION pg_cron");
        assertThat(migrate("--with-pg-cron").err()).contains("GRANT USAGE ON SCHEMA cron TO " + OWNER);

        TestDatabase elsewhere = new TestDatabase(ROOT.url().replace("/" + ROOT.name(), "/postgres"));
        assertThat(new CommandRunner(() -> elsewhere)
                        .run("migrate", "--with-pg-cron")
                        .err())
                .contains("pg_cron keeps its jobs in another database")
                .contains("set cron.database_name = 'postgres'");
        assertThat(new CommandRunner(() -> ROOT)
                        .run("migrate", "--with-pg-cron")
                        .err())
                .contains("with the rights of role postgres, and role " + OWNER + " owns them: run this as " + OWNER);
        assertThat(migrate("--with-pg-cron", "--uninstall").err()).contains("exclude each other");
    }

    @Test
    @Order(2)
    void eachOccurrenceIsFiredOnceByPgCronAloneBesideProcessesAndAfterTheirDeath() throws Exception {
        ROOT.execute("GRANT USAGE ON SCHEMA cron TO " + OWNER);
        assertThat(migrate("--with-pg-cron").code()).isZero();
        DATABASE.execute("SELECT pgmq.create('chores')");
        schedule("second", "* * * * * *");
        schedule("interval", "every 1 second");
        schedule("minute", "* * * * *");
        schedule("dry", "*/2 * * * * *");
        schedule("paused", "every 1 second");
        schedule("gone", "every 1 second");
        DATABASE.execute("SELECT taskwire.pause_schedule('paused'); SELECT taskwire.unschedule('gone')");
        Ran again = migrate("--with-pg-cron");
        assertThat(again.out()).contains("the fire times of 3 cron expressions were worked out ahead");
        assertThat(DATABASE.rows("SELECT jobname::text AS name, username FROM cron.job"))
                .containsExactly(Map.of("name", "taskwire.fire_due_schedules", "username", OWNER));
        DATABASE.execute("DELETE FROM taskwire.fire_run WHERE cron LIKE '*/2%';"
                + "UPDATE taskwire.fire_plan SET covers_until = covers_from + interval '1 hour 2 seconds'"
                + " WHERE cron LIKE '*/2%'");

        await().atMost(MOST).until(() -> fired("minute") >= 1 && fired("second") >= 5 && fired("interval") >= 5);
        List<TaskwireProcess> processes = start(2);
        long before = fired("second");
        await().atMost(MOST).until(() -> fired("second") >= before + 5);
        assertThat(DATABASE.value("SELECT unplanned_since FROM taskwire.schedule WHERE name = 'dry'"))
                .isNull();
        for (TaskwireProcess process : processes) {
            assertThat(process.kill()).isNotZero();
            process.close();
        }
        long after = fired("second");
        await().atMost(MOST).until(() -> fired("second") >= after + 4);

        assertThat(DATABASE.value("SELECT taskwire.pause_schedule('interval')")).isEqualTo("true");
        long paused = fired("second");
        await().atMost(MOST).until(() -> fired("second") >= paused + 3);
        assertThat(DATABASE.count(
                        "SELECT count(*) FROM taskwire.schedule_occurrences JOIN taskwire.schedule USING (name)"
                                + " WHERE fire_time > paused_at"))
                .isZero();
        assertThat(fired("paused") + fired("gone")).isZero();
        assertEachFiredOnce();
    }

    @Test
    @Order(3)
    void aPlanThatRanDryIsToldAndMadeUpForByTheNextProcess() throws Exception {
        DATABASE.execute("DELETE FROM taskwire.fire_run WHERE cron LIKE '*/2%';"
                + "UPDATE taskwire.fire_plan SET covers_until = date_trunc('minute', clock_timestamp()),"
                + " planned_at = clock_timestamp() WHERE cron LIKE '*/2%';"
                + "SELECT FROM taskwire.schedule");
        await().atMost(MOST)
                .until(() ->
                        DATABASE.value("SELECT unplanned_since FROM taskwire.schedule WHERE name = 'dry'") != null);
        assertThat(runner.runBelow("schedules", "list").out())
                .contains("never: pg_cron waits for a process to work out its times");

        List<TaskwireProcess> processes = start(1);
        await().atMost(MOST)
                .until(() -> DATABASE.count("SELECT count(*) FROM taskwire.schedule WHERE unplanned_since IS NOT NULL")
                                == 0
                        && DATABASE.count("SELECT count(*) FROM taskwire.plans_wanted(clock_timestamp())") == 0);
        for (TaskwireProcess process : processes) {
            assertThat(process.terminate()).isZero();
            process.close();
        }
        assertEachFiredOnce();
        assertThat(runner.runBelow("schedules", "list").out()).doesNotContain("never");
    }

    @Test
    @Order(4)
    void whatPgCronNotesOfTheJobIsDeletedAfterAnHour() throws Exception {
        ROOT.execute("INSERT INTO cron.job_run_details (jobid, username, status, end_time)"
                + " SELECT job_id, role_name, 'succeeded', clock_timestamp() - interval '2 hours' FROM taskwire.pg_cron_job"
                + " UNION ALL SELECT job_id, role_name, 'failed', clock_timestamp() - interval '2 hours' FROM taskwire.pg_cron_job"
                + " UNION ALL SELECT job_id + 1, role_name, 'succeeded', clock_timestamp() - interval '2 hours' FROM taskwire.pg_cron_job;"
                + "UPDATE taskwire.pg_cron_job SET log_tidied_at = log_tidied_at - interval '2 hours'");

        await().atMost(MOST)
                .until(() -> ROOT.count("SELECT count(*) FROM cron.job_run_details WHERE end_time < clock_timestamp()"
                                + " - interval '1 hour'")
                        == 2);
    }

    @Test
    @Order(5)
    void itIsTakenAwayByItselfOrWithTheRest() throws Exception {
        assertThat(migrate("--without-pg-cron").out()).contains("pg_cron fires the schedules no more");
        assertThat(migrate("--without-pg-cron").out()).contains("nothing to take away");
        assertThat(ROOT.count("SELECT (SELECT count(*) FROM cron.job) + (SELECT count(*) FROM taskwire.pg_cron_job)"
                        + " + (SELECT count(*) FROM taskwire.fire_plan) + (SELECT count(*) FROM taskwire.fire_run)"))
                .isZero();

        assertThat(migrate("--with-pg-cron").code()).isZero();
        assertThat(ROOT.count("SELECT count(*) FROM cron.job")).isEqualTo(1);
        assertThat(migrate("--uninstall", "--yes").code()).isZero();
        assertThat(ROOT.count("SELECT count(*) FROM cron.job")).isZero();
    }

    private Ran migrate(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(0, "migrate");
        return runner.run(arguments.toArray(String[]::new));
    }

    private static void schedule(String name, String times) throws SQLException {
        assertThat(DATABASE.value(
                        "SELECT taskwire.schedule(?, ?, 'chores', missed => 'all', most => 1000, spread => '0')",
                        name,
                        times))
                .isEqualTo("created");
    }

    private static long fired(String name) throws SQLException {
        return DATABASE.count(
                "SELECT count(*) FROM taskwire.schedule_occurrences WHERE name = ? AND state = 'sent'", name);
    }

    private static void assertEachFiredOnce() throws SQLException {
        assertThat(DATABASE.rows("SELECT name, step::text FROM (SELECT name, fire_time - lag(fire_time)"
                        + " OVER (PARTITION BY name ORDER BY fire_time) AS step FROM taskwire.schedule_occurrences"
                        + " WHERE queue = 'chores') AS steps WHERE step <> CASE name WHEN 'dry' THEN interval '2 s'"
                        + " WHEN 'minute' THEN interval '1 min' ELSE interval '1 s' END"))
                .isEmpty();
        assertThat(
                        DATABASE.count(
                                "SELECT count(*) FROM taskwire.schedule_occurrences WHERE queue = 'chores' AND state <> 'sent'"))
                .isZero();
        assertThat(DATABASE.rows(
                        "SELECT headers ->> 'schedule' AS name, count(*), count(DISTINCT headers ->> 'event_id')"
                                + " AS events FROM pgmq.q_chores GROUP BY 1 ORDER BY 1"))
                .isEqualTo(DATABASE.rows("SELECT name, count(*), count(DISTINCT event_id) AS events"
                        + " FROM taskwire.schedule_occurrences WHERE queue = 'chores' GROUP BY 1 ORDER BY 1"));
    }

    private static List<TaskwireProcess> start(int many) throws IOException {
        List<TaskwireProcess> processes = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            processes.add(
                    TaskwireProcess.start(Map.of("DATABASE_URL", DATABASE.url(), "TASKWIRE_HTTP_PORT", "0"), "serve"));
        }
        for (TaskwireProcess process : processes) {
            await().atMost(MOST).until(() -> process.output().contains("listening for wakes"));
        }
        return processes;
    }
}
