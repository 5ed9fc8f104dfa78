package dev.taskwire.schedule;

import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fire times of a cron expression in a zone, worked out ahead: a year's, or as many as are worked out in moments.
 *
 * @param from the plan holds the fire times after this
 * @param until the first fire time that it does not hold
 * @param runs the fire times, the earliest first
 */
record FirePlan(Instant from, Instant until, List<Run> runs) {
    /** Two weeks of an expression for every minute, and five and a half hours of one for every second. */
    static final int MOST = 20_000;

    private static final Duration REACH = Duration.ofDays(366);
    private static final Duration JUST_PAST = Duration.ofHours(1);

    /**
     * Fire times at equal steps.
     *
     * @param step whole seconds; whatever where there is one fire time
     */
    record Run(Instant first, Instant last, Duration step) {}

    /**
     * Works it out, which may take a second.
     *
     * @param since from when on fire times are wanted; where there are too many up to now, an hour's are
     * @return empty where there is never another one
     */
    static Optional<FirePlan> of(Timing timing, Instant since, Instant now) {
        return of(timing, since, now, MOST);
    }

    /** @param most how many fire times are worked out, each of those up to now and those to come */
    static Optional<FirePlan> of(Timing timing, Instant since, Instant now, int most) {
        Times past = Times.between(timing, since, now, most);
        Instant from = past.areAll() ? since : now.minus(JUST_PAST);
        List<Instant> times = new ArrayList<>((past.areAll() ? past : Times.between(timing, from, now, MOST)).times());
        times.addAll(Times.between(timing, now, now.plus(REACH), most).times());
        Instant last = times.isEmpty() ? from : times.get(times.size() - 1);
        return timing.nextAfter(last.isAfter(now) ? last : now).map(until -> new FirePlan(from, until, runs(times)));
    }

    /** For taskwire.put_fire_plan. */
    JsonArray runsToJson() {
        return new JsonArray(runs.stream()
                .map(run -> new JsonArray()
                        .add(run.first().getEpochSecond())
                        .add(run.last().getEpochSecond())
                        .add(run.step().toSeconds()))
                .toList());
    }

    private record Times(List<Instant> times, boolean areAll) {
        static Times between(Timing timing, Instant after, Instant until, int most) {
            List<Instant> times = new ArrayList<>();
            Optional<Instant> time = timing.nextAfter(after);
            while (time.isPresent() && !time.get().isAfter(until) && times.size() < most) {
                times.add(time.get());
                time = timing.nextAfter(time.get());
            }
            return new Times(times, time.filter(next -> !next.isAfter(until)).isEmpty());
        }
    }

    private static List<Run> runs(List<Instant> times) {
        List<Run> runs = new ArrayList<>();
        int begin = 0;
        while (begin < times.size()) {
            int end = begin + 1;
            Duration step =
                    end < times.size() ? Duration.between(times.get(begin), times.get(end)) : Duration.ofSeconds(1);
            while (end < times.size()
                    && Duration.between(times.get(end - 1), times.get(end)).equals(step)) {
                end++;
            }
            runs.add(new Run(times.get(begin), times.get(end - 1), step));
            begin = end;
        }
        return runs;
    }
}
