package dev.taskwire.config;

import java.util.List;
import java.util.Map;

/** The built-in jobs. */
public record JobsConfig(
        DailyStatsConfig dailyStats,
        JobTimes dailyReport,
        JobTimes weeklySummary,
        CleanupConfig weeklyCleanup,
        HealthCheckConfig healthCheck) {

    public static final String DAILY_STATS = "daily_stats";
    public static final String DAILY_REPORT = "daily_report";
    public static final String WEEKLY_SUMMARY = "weekly_summary";
    public static final String WEEKLY_CLEANUP = "weekly_cleanup";
    public static final String HEALTH_CHECK = "health_check";

    /** Their names, which are those of their schedules. */
    public static final List<String> NAMES =
            List.of(DAILY_STATS, DAILY_REPORT, WEEKLY_SUMMARY, WEEKLY_CLEANUP, HEALTH_CHECK);

    static JobsConfig from(ConfigSection section) {
        return new JobsConfig(
                section.section(DAILY_STATS, DailyStatsConfig::from),
                section.section(DAILY_REPORT, job -> JobTimes.from(job, "0 9 * * *")),
                section.section(WEEKLY_SUMMARY, job -> JobTimes.from(job, "0 0 * * MON")),
                section.section(WEEKLY_CLEANUP, CleanupConfig::from),
                section.section(HEALTH_CHECK, HealthCheckConfig::from));
    }

    void reportTakenNames(ConfigSection root, Map<String, ScheduleConfig> schedules) {
        NAMES.stream()
                .filter(schedules::containsKey)
                .sorted()
                .forEach(name -> root.problem(
                        "schedules." + name,
                        "a built-in job has this name: set jobs." + name + ", or call the schedule something else"));
    }
}
