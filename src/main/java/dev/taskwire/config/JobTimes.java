package dev.taskwire.config;

import java.time.Duration;
import java.util.Optional;

/**
 * When a built-in job is done.
 *
 * @param enabled whether it has a schedule; by hand it is done in any case
 * @param cron its cron expression
 * @param zone the zone that the expression and the job's days are meant in
 * @param missed what becomes of what was missed
 * @param deadline without a success so long after its time there is an alarm
 */
public record JobTimes(boolean enabled, String cron, String zone, MissedPolicy missed, Optional<Duration> deadline) {
    static JobTimes from(ConfigSection section, String cron) {
        return new JobTimes(
                section.flag("enabled", true),
                section.text("cron", cron),
                section.text("zone", "UTC"),
                section.choice("missed", MissedPolicy.ONCE),
                section.optionalDuration("deadline", Duration.ofSeconds(1), Duration.ofDays(366)));
    }

    /** The schedule that sends this message to this queue. */
    public ScheduleConfig schedule(String queue, String message) {
        ScheduleConfig.CatchUp usual = ScheduleConfig.CatchUp.DEFAULTS;
        return new ScheduleConfig(
                enabled,
                Optional.of(cron),
                Optional.empty(),
                zone,
                queue,
                message,
                new ScheduleConfig.CatchUp(missed, usual.most(), usual.spread(), usual.grace()),
                deadline);
    }
}
