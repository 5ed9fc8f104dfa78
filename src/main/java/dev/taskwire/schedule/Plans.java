package dev.taskwire.schedule;

import dev.taskwire.schedule.ScheduleTable.Planned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Works out what is to be done about schedules. It may take some moments: not for an event loop, and one call at a time. */
final class Plans {
    private static final int REMEMBERED_MOST = 1000;

    private final Map<Timing.Text, Timing> timings = new HashMap<>();

    /**
     * What is to be done.
     *
     * @param refused schedules that cannot be understood
     */
    record Plan(List<Planned> planned, List<Refused> refused) {
        /** Whether some of it is left to the next round. */
        boolean isPart(Instant now) {
            return planned.stream()
                    .anyMatch(one -> one.round()
                            .next()
                            .filter(next -> !next.isAfter(now))
                            .isPresent());
        }
    }

    /** @param reason a sentence for people */
    record Refused(Schedule schedule, String reason) {}

    /** @param now by the database's clock */
    Plan of(List<Schedule> due, Instant now) {
        List<Planned> planned = new ArrayList<>(due.size());
        List<Refused> refused = new ArrayList<>();
        for (Schedule schedule : due) {
            try {
                Round round = Round.of(schedule, timing(schedule.times()), now);
                planned.add(new Planned(schedule, round));
                if (round.next().isEmpty()) {
                    refused.add(new Refused(schedule, "it never fires: there is no such date"));
                }
            } catch (RuntimeException wrong) {
                // The library's own failures, too: a schedule may not stop the others.
                refused.add(new Refused(schedule, String.valueOf(wrong.getMessage())));
            }
        }
        return new Plan(planned, refused);
    }

    private Timing timing(Timing.Text text) {
        if (timings.size() >= REMEMBERED_MOST) {
            timings.clear();
        }
        return timings.computeIfAbsent(text, Timing::of);
    }
}
