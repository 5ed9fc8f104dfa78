package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.cli.CommandRunner.Ran;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Schedules on the command line. */
final class SchedulesCommandIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final CommandRunner commands = new CommandRunner(POSTGRES);

    @BeforeEach
    void clear() throws SQLException {
        POSTGRES.database()
                .execute(
                        "TRUNCATE taskwire.schedule, taskwire.schedule_occurrences, pgmq.q_cleanup_tasks;"
                                + "SELECT taskwire.schedule('report', '0 9 * * MON-FRI', 'cleanup_tasks', zone => 'Europe/Berlin')");
    }

    @Test
    void listsThemWithTheirNextTimesAndWhatCameOfTheLast() throws Exception {
        POSTGRES.database()
                .execute(
                        "SELECT taskwire.schedule('bad', '61 * * * *', 'cleanup_tasks');"
                                + "SELECT taskwire.schedule('often', 'every 15 minutes', 'cleanup_tasks');"
                                + "SELECT taskwire.schedule('idle', '@daily', 'cleanup_tasks'), taskwire.pause_schedule('idle');"
                                + "INSERT INTO taskwire.schedule_occurrences (name, fire_time, kind, state, event_id, queue, due_at,"
                                + " finished_at, error) VALUES"
                                + " ('report', '2026-01-02T08:00Z', 'scheduled', 'done', gen_random_uuid(), 'q',"
                                + "  '2026-01-02T08:00Z', '2026-01-02T08:00:01.5Z', NULL),"
                                + " ('often', '2026-01-02T08:00Z', 'scheduled', 'failed', gen_random_uuid(), 'q', NULL, NULL, 'no disk')");

        Ran ran = run("list");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out().lines().toList())
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("NAME "),
                        bad -> assertThat(bad).containsPattern("bad +61.*never: \"61 .* is no cron expression"),
                        idle -> assertThat(idle).containsPattern("idle +@daily .*paused since 20"),
                        often -> assertThat(often)
                                .containsPattern(
                                        "often +every 15m +UTC +cleanup_tasks +sql +\\S+:(00|15|30|45):00Z +2026-01-02T08:00:00Z +failed: no disk"),
                        report -> assertThat(report)
                                .containsPattern(
                                        "report +0 9 \\* \\* MON-FRI +Europe/Berlin .*T0[78]:00:00Z +2026-01-02T08:00:00Z +done in 1500 ms"));

        JsonObject report =
                new JsonArray(run("list", "--output", "json", "--next", "3").out()).getJsonObject(3);
        assertThat(report.getJsonArray("next")).hasSize(3);
        assertThat(report.getString("words")).isEqualTo("at 09:00 every day between Monday and Friday");
        assertThat(report.getJsonObject("last").getDouble("seconds")).isEqualTo(1.5);
        assertThat(run("list", "--next", "0").code()).isEqualTo(2);
    }

    @Test
    void runsOneNow() throws Exception {
        Ran ran = run("run", "report");

        assertThat(ran.code()).as(ran.err()).isZero();
        Instant fireTime = Instant.parse(ran.out().strip().replace("fired as ", ""));
        assertThat(POSTGRES.database()
                        .value(
                                "SELECT kind || ' ' || state FROM taskwire.schedule_occurrences WHERE fire_time = ?::timestamptz",
                                fireTime.toString()))
                .isEqualTo("run sent");
        Ran unknown = run("run", "repot");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("There is no schedule 'repot'").doesNotContain("\tat ");
    }

    @Test
    void pausesAndResumes() throws Exception {
        assertThat(run("pause", "report").out()).isEqualTo("paused\n");
        assertThat(run("pause", "report").out()).isEqualTo("it was paused already\n");
        assertThat(run("resume", "report").out()).isEqualTo("resumed\n");
        assertThat(run("resume", "report").out()).isEqualTo("it was not paused\n");
    }

    @Test
    void makesUpForAPeriodAndLeavesWhatIsDone() throws Exception {
        POSTGRES.database()
                .execute(
                        "INSERT INTO taskwire.schedule_occurrences (name, fire_time, kind, state, event_id, queue) VALUES"
                                + " ('report', '2026-03-30T07:00Z', 'scheduled', 'done', gen_random_uuid(), 'q'),"
                                + " ('report', '2026-03-31T07:00Z', 'scheduled', 'failed', gen_random_uuid(), 'q')");
        String[] period = {"backfill", "report", "--since", "2026-03-26T00:00:00Z", "--until", "2026-04-02T00:00:00Z"};

        Ran tried = run(with(period, "--dry-run"));
        assertThat(tried.out())
                .containsSubsequence(
                        // The clocks in Berlin are set on the 29th.
                        "2026-03-26T08:00:00Z  none    would be fired",
                        "2026-03-27T08:00:00Z  none    would be fired",
                        "2026-03-30T07:00:00Z  done\n",
                        "2026-03-31T07:00:00Z  failed  would be fired",
                        "2026-04-01T07:00:00Z  none    would be fired",
                        "would fire 4 of 5; nothing was changed");
        assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_cleanup_tasks"))
                .isZero();

        assertThat(run(with(period, "--yes")).out()).isEqualTo("fired 4\n");
        assertThat(run(with(period, "--yes")).out()).isEqualTo("nothing to fire\n");
        assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_cleanup_tasks"))
                .isEqualTo(4);
    }

    @Test
    void refusesAPeriodThatIsNone() throws Exception {
        assertThat(run("backfill", "report", "--since", "1h", "--until", "2h").code())
                .isEqualTo(2);
        assertThat(run("backfill", "report").err()).contains("--since");
        assertThat(run("backfill", "report", "--since", "1h", "--spread", "2d").code())
                .isEqualTo(2);
    }

    private static String[] with(String[] arguments, String more) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = more;
        return all;
    }

    private Ran run(String... arguments) throws Exception {
        return commands.runBelow("schedules", arguments);
    }
}
