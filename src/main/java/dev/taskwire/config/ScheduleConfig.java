package dev.taskwire.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One schedule of the configuration.
 *
 * @param enabled whether there is to be such a schedule
 * @param cron its cron expression; empty where it has an interval
 * @param every its interval; empty where it has a cron expression
 * @param zone the zone that the cron expression is meant in
 * @param queue the queue that its message goes to
 * @param message the message, as JSON
 */
public record ScheduleConfig(
        boolean enabled,
        Optional<String> cron,
        Optional<Duration> every,
        String zone,
        String queue,
        String message,
        CatchUp catchUp,
        Optional<Duration> deadline) {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration YEAR = Duration.ofDays(366);

    /**
     * How a schedule treats what it was too late for.
     *
     * @param missed what becomes of what was missed
     * @param most how many missed ones are caught up with, where all are
     * @param spread the time between two that are caught up with
     * @param grace what is later than this is missed
     */
    public record CatchUp(MissedPolicy missed, int most, Duration spread, Duration grace) {
        /** What holds where nothing is said. */
        public static final CatchUp DEFAULTS =
                new CatchUp(MissedPolicy.ONCE, 100, Duration.ofSeconds(1), Duration.ofSeconds(10));

        static CatchUp from(ConfigSection section) {
            return new CatchUp(
                    section.choice("missed", DEFAULTS.missed),
                    section.wholeNumber("most", DEFAULTS.most, 1, 1000),
                    section.duration("spread", DEFAULTS.spread, Duration.ZERO, Duration.ofDays(1)),
                    section.duration("grace", DEFAULTS.grace, LEAST, Duration.ofDays(1)));
        }
    }

    static Map<String, ScheduleConfig> allFrom(ConfigSection root) {
        Map<String, ScheduleConfig> schedules = root.sections("schedules", ScheduleConfig::from);
        schedules.keySet().stream()
                .filter(name -> name.length() > 100)
                .forEach(name -> root.problem("schedules." + name, "a name has 100 characters at the most"));
        return schedules;
    }

    private static ScheduleConfig from(ConfigSection section) {
        Optional<String> cron = section.text("cron");
        Optional<Duration> every = section.optionalDuration("every", LEAST, YEAR);
        if (cron.isPresent() == every.isPresent()) {
            section.problem("cron", "a schedule has either cron (such as \"0 9 * * *\") or every (such as 15m)");
        }
        return new ScheduleConfig(
                section.flag("enabled", true),
                cron,
                every,
                section.text("zone", "UTC"),
                section.matching("queue", "", "\\S+", "the name of a queue"),
                section.json("message", "{}"),
                CatchUp.from(section),
                section.optionalDuration("deadline", LEAST, YEAR));
    }
}
