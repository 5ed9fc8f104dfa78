package dev.taskwire.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.ScheduleConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a start makes of the schedules of the configuration. */
final class ConfiguredSchedulesIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final SchedulerStage stage = new SchedulerStage(POSTGRES);

    @Test
    void aStartBringsThemInWithTheirDefaults() throws SQLException {
        startWith(Map.of("report", Map.of("cron", "0 9 * * *", "queue", "cleanup_tasks"), "often", often()));

        assertThat(stage.sql(
                        "SELECT string_agg(concat_ws(' ', name, cron, every, zone, queue, message, missed, most, spread,"
                                + " grace, deadline), '; ' ORDER BY name) FROM taskwire.schedule"))
                .isEqualTo(
                        "often 00:15:00 UTC cleanup_tasks {\"days\": [1, 2], \"type\": \"x\"} all 7 00:00:02 00:01:00"
                                + " 01:00:00; report 0 9 * * * UTC cleanup_tasks {} once 100 00:00:01 00:00:10");
    }

    @Test
    void theSameAgainChangesNothingAndLeavesWhatWasChangedInSql() throws SQLException {
        startWith(Map.of("often", often()));
        stage.stop();
        stage.database()
                .execute("SELECT taskwire.schedule('often', 'every 5 minutes', 'cleanup_tasks');"
                        + "SELECT taskwire.pause_schedule('often')");
        String changed = stage.sql("SELECT version FROM taskwire.schedule");

        startWith(Map.of("often", often()));

        assertThat(stage.sql("SELECT version FROM taskwire.schedule")).isEqualTo(changed);
        assertThat(stage.sql("SELECT every || ' ' || (paused_at IS NOT NULL) FROM taskwire.schedule"))
                .isEqualTo("00:05:00 true");
    }

    @Test
    void whatTheConfigurationNowSaysOtherwiseIsChangedAndWhatItNoLongerHasGoes() throws SQLException {
        startWith(Map.of("often", often(), "gone", often(), "off", often()));
        stage.stop();
        stage.database().execute("SELECT taskwire.schedule('of_sql', '@daily', 'cleanup_tasks')");
        Map<String, Object> seldom = new HashMap<>(often());
        seldom.put("every", "1h");
        Map<String, Object> off = new HashMap<>(often());
        off.put("enabled", false);

        startWith(Map.of("often", seldom, "off", off));

        assertThat(stage.sql("SELECT string_agg(name || ' ' || coalesce(every::text, cron), ', ' ORDER BY name)"
                        + " FROM taskwire.schedule"))
                .isEqualTo("of_sql @daily, often 01:00:00");
    }

    @Test
    void aConfigurationWithoutAnyLeavesThoseOfOthers() throws SQLException {
        startWith(Map.of("often", often()));
        stage.stop();

        stage.start(POSTGRES.config().database(), Map.of());
        assertThat(stage.sql("SELECT taskwire.schedule('second', '* * * * * *', 'cleanup_tasks')"))
                .isEqualTo("created");

        await().until(() -> stage.occurrences("second", "sent") > 0);
        assertThat(stage.sql("SELECT count(*) FROM taskwire.schedule")).isEqualTo("2");
    }

    @Test
    void oneThatIsRefusedDoesNotKeepTheOthers() throws SQLException {
        startWith(Map.of("lost", Map.of("cron", "0 9 * * *", "queue", "nowhere"), "often", often()));

        assertThat(stage.sql("SELECT string_agg(name, ', ') FROM taskwire.schedule"))
                .isEqualTo("often");
    }

    @Test
    void timesThatCannotBeUnderstoodStopTheStartAllAtOnce() {
        Map<String, ScheduleConfig> schedules = schedules(Map.of(
                "a", Map.of("cron", "61 * * * *", "queue", "q"),
                "b", Map.of("cron", "0 9 * * *", "zone", "Europe/Atlantis", "queue", "q"),
                "c", Map.of("cron", "0 0 30 2 *", "queue", "q"),
                "d", Map.of("cron", "0 9 * * *", "queue", "q")));

        assertThatThrownBy(() -> ConfiguredSchedules.check("schedules", schedules))
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        wrong -> assertThat(wrong.problems())
                                .satisfiesExactly(
                                        problem -> assertThat(problem)
                                                .startsWith("schedules.a: \"61 * * * *\" is no cron"),
                                        problem -> assertThat(problem)
                                                .isEqualTo("schedules.b: there is no time zone \"Europe/Atlantis\""),
                                        problem -> assertThat(problem).startsWith("schedules.c: it never fires")));
    }

    /** Starts one, and comes back when it has looked: it brings them in before. */
    private void startWith(Map<String, Object> section) throws SQLException {
        stage.database().execute("UPDATE taskwire.schedule SET error = 'not looked at yet'");
        stage.start(POSTGRES.config().database(), schedules(section));
        await().until(() -> stage.database()
                        .count(
                                "SELECT count(*) FILTER (WHERE error IS NOT NULL OR next_fire IS NULL AND paused_at IS NULL)"
                                        + " + (count(*) = 0)::int FROM taskwire.schedule")
                == 0);
    }

    private static Map<String, Object> often() {
        return Map.of(
                "every",
                "15m",
                "queue",
                "cleanup_tasks",
                "message",
                Map.of("type", "x", "days", List.of(1, 2)),
                "missed",
                "all",
                "most",
                7,
                "spread",
                "2s",
                "grace",
                "1m",
                "deadline",
                "1h");
    }

    private static Map<String, ScheduleConfig> schedules(Map<String, Object> section) {
        return TaskwireConfig.from(
                        Map.of("schedules", section),
                        Map.of("DATABASE_URL", POSTGRES.database().url()))
                .schedules();
    }
}
