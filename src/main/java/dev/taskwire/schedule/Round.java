package dev.taskwire.schedule;

import dev.taskwire.config.MissedPolicy;
import dev.taskwire.config.ScheduleConfig.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done about a schedule at one moment. After a long time without a process there may be more fire times than
 * one transaction should hold; then the rest is left to the next round.
 *
 * @param missed fire times that are noted as missed, the earliest first
 * @param fired fire times that are fired, the earliest first
 * @param spread the time between two that are fired
 * @param next the fire time to go on with; empty where there is none
 */
record Round(List<Instant> missed, List<Instant> fired, Duration spread, Optional<Instant> next) {
    /** How many fire times a round that leaves some to the next one deals with. */
    static final int WINDOW = 1000;

    /** @param now by the database's clock */
    static Round of(Schedule schedule, Timing timing, Instant now) {
        Optional<Instant> time = schedule.planAnew()
                ? timing.nextAfter(now)
                : schedule.nextFire().or(() -> timing.nextAfter(schedule.countsFrom()));
        List<Instant> due = new ArrayList<>();
        int most = WINDOW + schedule.catchUp().most();
        while (time.isPresent() && !time.get().isAfter(now) && due.size() < most) {
            due.add(time.get());
            time = timing.nextAfter(time.get());
        }
        boolean all = time.isEmpty() || time.get().isAfter(now);
        return all ? whole(schedule.catchUp(), due, now, time) : part(schedule.catchUp(), due, now);
    }

    private static Round whole(CatchUp catchUp, List<Instant> due, Instant now, Optional<Instant> next) {
        if (isNothingMissed(catchUp, due, now)) {
            return new Round(List.of(), due, Duration.ZERO, next);
        }
        int missed = switch (catchUp.missed()) {
            case SKIP -> tooLate(catchUp, due, now);
            case ONCE -> due.size() - 1;
            case ALL -> Math.max(0, due.size() - catchUp.most());
        };
        Duration spread = catchUp.missed() == MissedPolicy.ALL ? catchUp.spread() : Duration.ZERO;
        return new Round(due.subList(0, missed), due.subList(missed, due.size()), spread, next);
    }

    /** None of the first is among the newest, since at least as many as may be caught up with follow them. */
    private static Round part(CatchUp catchUp, List<Instant> due, Instant now) {
        List<Instant> window = due.subList(0, WINDOW);
        int missed = catchUp.missed() == MissedPolicy.SKIP || isNothingMissed(catchUp, due, now)
                ? tooLate(catchUp, window, now)
                : WINDOW;
        return new Round(
                window.subList(0, missed), window.subList(missed, WINDOW), Duration.ZERO, Optional.of(due.get(WINDOW)));
    }

    private static boolean isNothingMissed(CatchUp catchUp, List<Instant> due, Instant now) {
        return tooLate(catchUp, due, now) == 0;
    }

    private static int tooLate(CatchUp catchUp, List<Instant> due, Instant now) {
        Instant intime = now.minus(catchUp.grace());
        return (int) due.stream().takeWhile(time -> time.isBefore(intime)).count();
    }
}
