package dev.taskwire.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.MissedPolicy;
import dev.taskwire.config.ScheduleConfig.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done about fire times when somebody comes to look, soon or late. */
final class RoundTest {
    private static final Instant MONDAY_NINE = Instant.parse("2026-03-02T09:00:00Z");
    private static final Timing DAILY_AT_NINE = TimingTest.cron("0 9 * * *", "UTC");
    private static final Timing EVERY_SECOND = TimingTest.cron("* * * * * *", "UTC");

    @Test
    void aNewScheduleHasNoPast() {
        Round round =
                Round.of(schedule(MissedPolicy.ALL, Optional.empty()), DAILY_AT_NINE, MONDAY_NINE.minusSeconds(60));

        assertThat(round).isEqualTo(new Round(List.of(), List.of(), Duration.ZERO, Optional.of(MONDAY_NINE)));
    }

    @Test
    void aScheduleThatWasMadeWhileNothingRanHasMissedWhatCameAfter() {
        Round round = Round.of(
                schedule(MissedPolicy.SKIP, Optional.empty()), DAILY_AT_NINE, MONDAY_NINE.plus(Duration.ofHours(1)));

        assertThat(round.missed()).containsExactly(MONDAY_NINE);
    }

    @ParameterizedTest
    @EnumSource(MissedPolicy.class)
    void whatIsDueIsFired(MissedPolicy policy) {
        Round round = Round.of(schedule(policy, Optional.of(MONDAY_NINE)), DAILY_AT_NINE, MONDAY_NINE);

        assertThat(round.missed()).isEmpty();
        assertThat(round.fired()).containsExactly(MONDAY_NINE);
        assertThat(round.next()).contains(day(1));
    }

    @ParameterizedTest
    @EnumSource(MissedPolicy.class)
    void aFewSecondsLateIsNotMissed(MissedPolicy policy) {
        Round round = Round.of(schedule(policy, Optional.of(MONDAY_NINE)), EVERY_SECOND, MONDAY_NINE.plusSeconds(5));

        assertThat(round.missed()).isEmpty();
        assertThat(round.fired()).hasSize(6);
        assertThat(round.spread()).isZero();
    }

    @Test
    void afterThreeDaysSkipFiresNothing() {
        Round round = afterThreeDays(MissedPolicy.SKIP);

        assertThat(round.missed()).containsExactly(day(0), day(1), day(2));
        assertThat(round.fired()).isEmpty();
        assertThat(round.next()).contains(day(3));
    }

    @Test
    void skipFiresWhatIsDueAtThatMoment() {
        Round round =
                Round.of(schedule(MissedPolicy.SKIP, Optional.of(MONDAY_NINE)), DAILY_AT_NINE, day(2).plusSeconds(3));

        assertThat(round.missed()).containsExactly(day(0), day(1));
        assertThat(round.fired()).containsExactly(day(2));
    }

    @Test
    void afterThreeDaysOnceFiresTheLatest() {
        Round round = afterThreeDays(MissedPolicy.ONCE);

        assertThat(round.missed()).containsExactly(day(0), day(1));
        assertThat(round.fired()).containsExactly(day(2));
        assertThat(round.next()).contains(day(3));
    }

    @Test
    void afterThreeDaysAllFiresThemSpreadOut() {
        Round round = afterThreeDays(MissedPolicy.ALL);

        assertThat(round.missed()).isEmpty();
        assertThat(round.fired()).containsExactly(day(0), day(1), day(2));
        assertThat(round.spread()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @EnumSource(MissedPolicy.class)
    void aLongTimeIsDealtWithRoundByRound(MissedPolicy policy) {
        int seconds = 3 * Round.WINDOW + 207;
        Instant now = MONDAY_NINE.plusSeconds(seconds);
        List<Instant> missed = new ArrayList<>();
        List<Instant> fired = new ArrayList<>();
        Optional<Instant> next = Optional.of(MONDAY_NINE);
        while (!next.orElseThrow().isAfter(now)) {
            Round round = Round.of(schedule(policy, next), EVERY_SECOND, now);
            assertThat(round.missed().size() + round.fired().size()).isLessThanOrEqualTo(2 * Round.WINDOW);
            missed.addAll(round.missed());
            fired.addAll(round.fired());
            next = round.next();
        }

        int expected = switch (policy) {
            case SKIP -> 11; // those of the last ten seconds are not missed
            case ONCE -> 1;
            case ALL -> 5; // the most
        };
        assertThat(fired).hasSize(expected).endsWith(now).isSorted();
        assertThat(missed)
                .hasSize(seconds + 1 - expected)
                .startsWith(MONDAY_NINE)
                .isSorted();
        assertThat(missed.get(missed.size() - 1)).isEqualTo(fired.get(0).minusSeconds(1));
    }

    @Test
    void aClockThatWasSetBackIsFollowed() {
        Schedule ahead = new Schedule(
                "daily",
                1,
                new Timing.Text(Optional.empty(), Optional.empty(), "UTC"),
                CatchUp.DEFAULTS,
                MONDAY_NINE,
                Optional.of(MONDAY_NINE.plus(Duration.ofDays(3650))),
                true);

        Round round = Round.of(ahead, DAILY_AT_NINE, MONDAY_NINE);

        assertThat(round.fired()).isEmpty();
        assertThat(round.next()).contains(day(1));
    }

    private static Round afterThreeDays(MissedPolicy policy) {
        return Round.of(
                schedule(policy, Optional.of(MONDAY_NINE)), DAILY_AT_NINE, MONDAY_NINE.plus(Duration.ofHours(71)));
    }

    private static Instant day(int number) {
        return MONDAY_NINE.plus(Duration.ofDays(number));
    }

    private static Schedule schedule(MissedPolicy policy, Optional<Instant> next) {
        return new Schedule(
                "one",
                1,
                new Timing.Text(Optional.empty(), Optional.empty(), "UTC"),
                new CatchUp(policy, 5, Duration.ofMinutes(1), Duration.ofSeconds(10)),
                MONDAY_NINE.minus(Duration.ofHours(1)),
                next,
                false);
    }
}
