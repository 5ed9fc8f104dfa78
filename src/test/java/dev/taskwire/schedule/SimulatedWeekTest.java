package dev.taskwire.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.MissedPolicy;
import dev.taskwire.config.ScheduleConfig.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Weeks of an injected clock over the changes to summer time and back, in which somebody looks every minute, but for the two
 * days around the change.
 */
final class SimulatedWeekTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-03-05 | 30 2 * * *  | SKIP | 05T02:30 06T02:30 07T02:30 (08T03:00) (09T02:30) 10T02:30 11T02:30
            2026-03-05 | 30 2 * * *  | ONCE | 05T02:30 06T02:30 07T02:30 (08T03:00) 09T02:30 10T02:30 11T02:30
            2026-03-05 | 30 2 * * *  | ALL  | 05T02:30 06T02:30 07T02:30 08T03:00 09T02:30 10T02:30 11T02:30
            2026-10-29 | 30 1 * * *  | SKIP | 29T01:30 30T01:30 31T01:30 (01T01:30) (02T01:30) 03T01:30 04T01:30
            2026-10-29 | 30 1 * * *  | ONCE | 29T01:30 30T01:30 31T01:30 (01T01:30) 02T01:30 03T01:30 04T01:30
            2026-10-29 | 30 1 * * *  | ALL  | 29T01:30 30T01:30 31T01:30 01T01:30 02T01:30 03T01:30 04T01:30
            """)
    void aTimeOfTheDay(String start, String cron, MissedPolicy policy, String expected) {
        assertThat(occurrences(start, cron, policy, true)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-03-05 | 30 2 * * *  | 05T02:30 06T02:30 07T02:30 08T03:00 09T02:30 10T02:30 11T02:30
            2026-10-29 | 30 1 * * *  | 29T01:30 30T01:30 31T01:30 01T01:30 02T01:30 03T01:30 04T01:30
            """)
    void whereSomebodyAlwaysLooksNothingIsMissed(String start, String cron, String expected) {
        for (MissedPolicy policy : MissedPolicy.values()) {
            assertThat(occurrences(start, cron, policy, false)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"2026-03-05, 167", "2026-10-29, 169"})
    void aRhythmHasEachHourThatThereIs(String start, int hours) {
        assertThat(occurrences(start, "0 * * * *", MissedPolicy.ONCE, false).split(" "))
                .hasSize(hours)
                .doesNotHaveDuplicates();
        List<String> away =
                List.of(occurrences(start, "0 * * * *", MissedPolicy.SKIP, true).split(" "));
        assertThat(away).hasSize(hours);
        // From noon to noon two days later, an hour less or more; noon itself is seen on both sides.
        assertThat(away.stream().filter(one -> one.startsWith("("))).hasSize(hours == 167 ? 46 : 48);
    }

    /** Day and time of each occurrence by the clock on the wall, in brackets where it was missed; with Z where that is needed. */
    private static String occurrences(String start, String cron, MissedPolicy policy, boolean away) {
        ZonedDateTime begin =
                ZonedDateTime.parse(start + "T00:00:00-05:00[America/New_York]").withZoneSameLocal(NEW_YORK);
        Instant awayFrom = begin.plusDays(2).withHour(12).plusMinutes(1).toInstant();
        Instant awayUntil = begin.plusDays(4).withHour(12).toInstant();
        Predicate<Instant> looks = now -> !away || now.isBefore(awayFrom) || !now.isBefore(awayUntil);
        Timing timing = TimingTest.cron(cron, NEW_YORK.getId());
        TreeMap<Instant, Boolean> fired = new TreeMap<>();
        Optional<Instant> next = Optional.empty();
        Instant end = begin.plusDays(7).minusMinutes(1).toInstant();
        for (Instant now = begin.toInstant(); !now.isAfter(end); now = now.plus(Duration.ofMinutes(1))) {
            if (looks.test(now)) {
                Round round = Round.of(schedule(policy, begin.toInstant(), next), timing, now);
                round.fired().forEach(time -> assertThat(fired.put(time, true)).isNull());
                round.missed()
                        .forEach(time -> assertThat(fired.put(time, false)).isNull());
                next = round.next();
            }
        }
        boolean hourly = cron.startsWith("0 *");
        return fired.entrySet().stream()
                .map(one -> {
                    ZonedDateTime time = one.getKey().atZone(NEW_YORK);
                    String text = time.toLocalDateTime().toString().substring(8) + (hourly ? time.getOffset() : "");
                    return one.getValue() ? text : "(" + text + ")";
                })
                .collect(Collectors.joining(" "));
    }

    private static Schedule schedule(MissedPolicy policy, Instant from, Optional<Instant> next) {
        return new Schedule(
                "one",
                1,
                new Timing.Text(Optional.empty(), Optional.empty(), "UTC"),
                new CatchUp(policy, 100, Duration.ofSeconds(1), Duration.ofSeconds(10)),
                from.minusSeconds(1),
                next,
                false);
    }
}
