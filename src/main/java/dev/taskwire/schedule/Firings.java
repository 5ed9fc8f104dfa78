package dev.taskwire.schedule;

import dev.taskwire.schedule.ScheduleTable.Fired;
import dev.taskwire.schedule.ScheduleTable.Planned;
import dev.taskwire.worker.Occurred;
import dev.taskwire.worker.WorkerListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells the listener what came of firing: how many, how late, and what was missed. */
final class Firings {
    private final WorkerListener listener;

    Firings(WorkerListener listener) {
        this.listener = listener;
    }

    /** @param at when they were fired, by the database's clock */
    void tell(List<Planned> planned, List<Fired> fired, Instant at) {
        Map<String, Planned> bySchedule =
                planned.stream().collect(Collectors.toMap(one -> one.schedule().name(), Function.identity()));
        for (Fired one : fired) {
            tell(one.schedule(), Occurred.MISSED, one.missed());
            tell(one.schedule(), one.unsent() == null ? Occurred.FIRED : Occurred.FAILED, one.fired());
            Planned plan = bySchedule.get(one.schedule());
            // Fewer, where some were fired before; which, nobody says.
            if (plan != null && one.fired() == plan.round().fired().size()) {
                plan.round().fired().forEach(time -> listener.firedLate(one.schedule(), Duration.between(time, at)));
            }
        }
    }

    private void tell(String schedule, Occurred what, int occurrences) {
        for (int i = 0; i < occurrences; i++) {
            listener.occurred(schedule, what);
        }
    }
}
