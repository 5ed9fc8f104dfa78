package dev.taskwire.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fire times in zones, over the nights in which their clocks are set. */
final class TimingTest {
    /** The clocks go from 02:00 to 03:00 there in spring and from 02:00 to 01:00 in autumn. */
    private static final String NEW_YORK = "America/New_York";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # the hour that does not exist: once, at the moment after it
            America/New_York    | 0 2 * * *      | 2026-03-07T12:00 | 2026-03-08T03:00-04:00 2026-03-09T02:00-04:00
            America/New_York    | 30 2 * * *     | 2026-03-07T12:00 | 2026-03-08T03:00-04:00 2026-03-09T02:30-04:00
            America/New_York    | */15 2 * * *   | 2026-03-08T00:00 | 2026-03-08T03:00-04:00 2026-03-09T02:00-04:00
            America/New_York    | 0 2,3 * * *    | 2026-03-08T00:00 | 2026-03-08T03:00-04:00 2026-03-09T02:00-04:00
            Europe/Berlin       | 30 2 * * *     | 2026-03-28T12:00 | 2026-03-29T03:00+02:00 2026-03-30T02:30+02:00
            Europe/Berlin       | 0 */2 * * *    | 2026-03-28T23:00 | 2026-03-29T00:00+01:00 2026-03-29T03:00+02:00 2026-03-29T04:00+02:00
            Australia/Lord_Howe | 15 2 * * *     | 2026-10-03T12:00 | 2026-10-04T02:30+11:00 2026-10-05T02:15+11:00
            # the hour that comes twice: once, the first time
            America/New_York    | 30 1 * * *     | 2026-10-31T12:00 | 2026-11-01T01:30-04:00 2026-11-02T01:30-05:00
            America/New_York    | */30 1 * * *   | 2026-11-01T00:00 | 2026-11-01T01:00-04:00 2026-11-01T01:30-04:00 2026-11-02T01:00-05:00
            America/New_York    | 0 2 * * *      | 2026-10-31T12:00 | 2026-11-01T02:00-05:00 2026-11-02T02:00-05:00
            Europe/Berlin       | 30 2 * * *     | 2026-10-24T12:00 | 2026-10-25T02:30+02:00 2026-10-26T02:30+01:00
            Europe/Berlin       | 0 */2 * * *    | 2026-10-24T23:00 | 2026-10-25T00:00+02:00 2026-10-25T02:00+02:00 2026-10-25T04:00+01:00
            Australia/Lord_Howe | 45 1 * * *     | 2026-04-04T12:00 | 2026-04-05T01:45+11:00 2026-04-06T01:45+10:30
            Australia/Lord_Howe | 0 2 * * *      | 2026-04-04T12:00 | 2026-04-05T02:00+10:30 2026-04-06T02:00+10:30
            # every hour: as the clock shows it
            America/New_York    | 0 * * * *      | 2026-03-08T00:30 | 2026-03-08T01:00-05:00 2026-03-08T03:00-04:00 2026-03-08T04:00-04:00
            America/New_York    | 30 * * * *     | 2026-03-08T00:45 | 2026-03-08T01:30-05:00 2026-03-08T03:30-04:00
            America/New_York    | 0 * * * *      | 2026-11-01T00:30 | 2026-11-01T01:00-04:00 2026-11-01T01:00-05:00 2026-11-01T02:00-05:00
            Europe/Berlin       | @hourly        | 2026-10-25T01:30 | 2026-10-25T02:00+02:00 2026-10-25T02:00+01:00 2026-10-25T03:00+01:00
            Australia/Lord_Howe | 0 * * * *      | 2026-04-05T00:30 | 2026-04-05T01:00+11:00 2026-04-05T02:00+10:30 2026-04-05T03:00+10:30
            Australia/Lord_Howe | */30 * * * *   | 2026-04-05T01:15 | 2026-04-05T01:30+11:00 2026-04-05T01:30+10:30 2026-04-05T02:00+10:30
            Australia/Lord_Howe | */30 * * * *   | 2026-10-04T01:15 | 2026-10-04T01:30+10:30 2026-10-04T02:30+11:00 2026-10-04T03:00+11:00
            # a day that does not exist
            Pacific/Apia        | 0 9 * * *      | 2011-12-29T00:00 | 2011-12-29T09:00-10:00 2011-12-31T00:00+14:00 2011-12-31T09:00+14:00
            """)
    void whenClocksAreSet(String zone, String cron, String from, String expected) {
        Timing timing = cron(cron, zone);
        Instant start = LocalDateTime.parse(from).atZone(ZoneId.of(zone)).toInstant();
        int times = expected.split(" ").length;

        assertThat(next(timing, start, times))
                .extracting(
                        time -> time.atZone(ZoneId.of(zone)).toOffsetDateTime().toString())
                .containsExactly(expected.split(" "));
    }

    /** From any moment, the next time is the first of those that a walk from far before comes to. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 2 * * *",
                "30 2 * * *",
                "30 1 * * *",
                "*/20 1,2 * * *",
                "0 * * * *",
                "*/20 * * * *",
                "15 */2 * * *"
            })
    void itDoesNotMatterFromWhereOneLooks(String cron) {
        for (String zone : List.of(NEW_YORK, "Europe/Berlin", "Australia/Lord_Howe")) {
            for (int month : List.of(3, 10)) {
                Instant change = ZoneId.of(zone)
                        .getRules()
                        .nextTransition(ZonedDateTime.of(2026, month, 1, 0, 0, 0, 0, ZoneId.of(zone))
                                .toInstant())
                        .getInstant();
                Timing timing = cron(cron, zone);
                List<Instant> walked = next(timing, change.minus(Duration.ofDays(2)), 400);
                for (int minute = -300; minute <= 300; minute += 5) {
                    Instant moment = change.plus(Duration.ofMinutes(minute)).plusMillis(minute % 2);
                    Optional<Instant> expected =
                            walked.stream().filter(time -> time.isAfter(moment)).findFirst();
                    assertThat(timing.nextAfter(moment))
                            .as("%s in %s after %s", cron, zone, moment)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void aWeekOverEachChangeHasOneOfEachDaysTimeAndEachRealHour() {
        for (String start : List.of("2026-03-05T00:00:00-05:00", "2026-10-29T00:00:00-04:00")) {
            Instant from = OffsetDateTime.parse(start).toInstant().minusSeconds(1);
            Instant until = from.atZone(ZoneId.of(NEW_YORK)).plusDays(7).toInstant();

            assertThat(between(cron("30 2 * * *", NEW_YORK), from, until)).hasSize(7);
            assertThat(between(cron("30 1 * * *", NEW_YORK), from, until)).hasSize(7);
            List<Instant> hourly = between(cron("0 * * * *", NEW_YORK), from, until);
            assertThat(hourly).hasSize((int) Duration.between(from, until).toHours());
            for (int i = 1; i < hourly.size(); i++) {
                assertThat(Duration.between(hourly.get(i - 1), hourly.get(i))).isEqualTo(Duration.ofHours(1));
            }
        }
    }

    @Test
    void anIntervalIsCountedFromTheEpochWhateverClocksDo() {
        Timing timing = Timing.of(new Timing.Text(Optional.empty(), Optional.of(Duration.ofMinutes(15)), "UTC"));

        assertThat(next(timing, Instant.parse("2026-03-08T06:50:00.5Z"), 3))
                .containsExactly(
                        Instant.parse("2026-03-08T07:00:00Z"),
                        Instant.parse("2026-03-08T07:15:00Z"),
                        Instant.parse("2026-03-08T07:30:00Z"));
        assertThat(timing.nextAfter(Instant.parse("2026-03-08T07:00:00Z")))
                .contains(Instant.parse("2026-03-08T07:15:00Z"));
        assertThat(timing.words()).isEqualTo("every 15m");
    }

    @Test
    void aZoneThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> cron("0 9 * * *", "Europe/Atlantis"))
                .isInstanceOf(InvalidTimingException.class)
                .hasMessage("there is no time zone \"Europe/Atlantis\"");
    }

    static Timing cron(String expression, String zone) {
        return Timing.of(new Timing.Text(Optional.of(expression), Optional.empty(), zone));
    }

    private static List<Instant> next(Timing timing, Instant from, int count) {
        List<Instant> times = new ArrayList<>();
        Instant last = from;
        while (times.size() < count) {
            last = timing.nextAfter(last).orElseThrow();
            times.add(last);
        }
        return times;
    }

    private static List<Instant> between(Timing timing, Instant from, Instant until) {
        List<Instant> times = new ArrayList<>();
        Instant last = timing.nextAfter(from).orElseThrow();
        while (!last.isAfter(until)) {
            times.add(last);
            last = timing.nextAfter(last).orElseThrow();
        }
        return times;
    }
}
