package dev.taskwire.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.ScheduleConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.job.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A week of an injected clock, Wednesday to Wednesday, in which somebody looks every minute at the built-in jobs' schedules. */
final class BuiltInWeekTest {
    private static final Instant BEGIN = Instant.parse("2026-11-18T00:00:30Z");

    @Test
    void eachJobFiresAtItsTimesAndAtNoOthers() {
        Map<String, List<String>> fired = new TreeMap<>();
        schedules().forEach((name, schedule) -> fired.put(name, week(schedule)));

        assertThat(fired.remove("health_check"))
                .hasSize(7 * 24)
                .startsWith("2026-11-18T01:00:00Z", "2026-11-18T02:00:00Z")
                .endsWith("2026-11-25T00:00:00Z")
                .doesNotHaveDuplicates();
        assertThat(fired)
                .isEqualTo(Map.of(
                        "daily_stats", daily("01:00"),
                        "daily_report", daily("09:00"),
                        "weekly_cleanup", List.of("2026-11-22T02:00:00Z"),
                        "weekly_summary", List.of("2026-11-23T00:00:00Z")));
    }

    private static List<String> daily(String time) {
        List<String> times = new ArrayList<>();
        for (int day = 18; day < 25; day++) {
            times.add("2026-11-" + day + "T" + time + ":00Z");
        }
        return times;
    }

    private static List<String> week(ScheduleConfig config) {
        Timing timing = Timing.of(new Timing.Text(config.cron(), config.every(), config.zone()));
        List<String> fired = new ArrayList<>();
        Optional<Instant> next = Optional.empty();
        for (Instant now = BEGIN; now.isBefore(BEGIN.plus(Duration.ofDays(7))); now = now.plus(Duration.ofSeconds(5))) {
            if (next.isPresent() && next.get().isAfter(now)) {
                continue;
            }
            Round round = Round.of(schedule(config, next), timing, now);
            round.fired().forEach(time -> fired.add(time.toString()));
            assertThat(round.missed()).isEmpty();
            next = round.next();
        }
        return fired;
    }

    private static Schedule schedule(ScheduleConfig config, Optional<Instant> next) {
        return new Schedule(
                "one",
                1,
                new Timing.Text(config.cron(), config.every(), config.zone()),
                config.catchUp(),
                BEGIN.minusSeconds(1),
                next,
                false);
    }

    private static Map<String, ScheduleConfig> schedules() {
        TaskwireConfig config =
                TaskwireConfig.from(Map.of(), Map.of("DATABASE_URL", "postgres://nobody@localhost/nothing"));
        return Jobs.schedules(config.jobs(), config.queues());
    }
}
