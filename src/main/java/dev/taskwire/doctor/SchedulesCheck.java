package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Whether schedules are fired, and do what they should in time. */
final class SchedulesCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.schedules
            SELECT 'problem' AS verdict, format('the schedule %s has no next time: %s', name, error) AS words,
              format('mend its times with taskwire.schedule(%L, …), or SELECT taskwire.unschedule(%L)', name, name) AS remedy
            FROM taskwire.schedule WHERE error IS NOT NULL
            UNION ALL
            SELECT 'problem', format('the schedule %s was to fire at %s, and nobody did', name, date_trunc('second', next_fire)),
              'start a process: taskwire serve'
            FROM taskwire.schedule
            WHERE error IS NULL AND paused_at IS NULL AND next_fire < clock_timestamp() - interval '2 minutes'
            UNION ALL
            SELECT 'warning', format('the schedule %s has had no success by %s%s', name, date_trunc('second', deadline_at), ': ' || error),
              format('see what became of it, then: taskwire schedules run %s', name)
            FROM taskwire.schedule_occurrences
            WHERE alarm_raised_at IS NOT NULL AND alarm_ended_at IS NULL
            """;

    private static final String WELL = "schedules are fired, and succeed";

    private final Ground ground;

    SchedulesCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "schedules";
    }

    @Override
    public Future<Finding> look() {
        return Question.of(TROUBLE, WELL).ask(ground.pool());
    }
}
