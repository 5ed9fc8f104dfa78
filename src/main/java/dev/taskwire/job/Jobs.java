package dev.taskwire.job;

import static dev.taskwire.config.JobsConfig.DAILY_REPORT;
import static dev.taskwire.config.JobsConfig.DAILY_STATS;
import static dev.taskwire.config.JobsConfig.HEALTH_CHECK;
import static dev.taskwire.config.JobsConfig.WEEKLY_CLEANUP;
import static dev.taskwire.config.JobsConfig.WEEKLY_SUMMARY;

import dev.taskwire.config.DailyStatsConfig;
import dev.taskwire.config.JobTimes;
import dev.taskwire.config.JobsConfig;
import dev.taskwire.config.QueuesConfig;
import dev.taskwire.config.ScheduleConfig;
import dev.taskwire.job.Report.Period;
import dev.taskwire.worker.MessageHandler;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The built-in jobs of one process. May be used from any context. */
public final class Jobs {
    private final Map<String, Job> jobs;
    private final AtomicBoolean stopping = new AtomicBoolean();

    public Jobs(JobProcess process, JobsConfig config) {
        DailyStatsConfig statsConfig = config.dailyStats();
        DailyStats stats = new DailyStats(process.pool(), statsConfig);
        ZoneId reportZone = ZoneId.of(config.dailyReport().zone());
        ZoneId summaryZone = ZoneId.of(config.weeklySummary().zone());
        OldRows oldRows = new OldRows(process.pool(), process.patient(), config.weeklyCleanup());
        this.jobs = Map.of(
                DAILY_STATS, stats,
                DAILY_REPORT,
                        new Report(process.pool(), DAILY_REPORT, stats, request -> yesterday(request, reportZone)),
                WEEKLY_SUMMARY,
                        new Report(process.pool(), WEEKLY_SUMMARY, stats, request -> lastWeek(request, summaryZone)),
                WEEKLY_CLEANUP, new WeeklyCleanup(process.vertx(), oldRows, stopping::get),
                HEALTH_CHECK, new HealthCheck(process.pool(), config.healthCheck(), process.listens()));
    }

    /** The handler of a queue: each does every job. */
    public MessageHandler handler(String queue) {
        return new JobHandler(queue, jobs);
    }

    /** What takes long ends soon, and is gone on with by whoever gets its message. */
    public void stop() {
        stopping.set(true);
    }

    /** The schedules of all jobs, by name. */
    public static Map<String, ScheduleConfig> schedules(JobsConfig config, QueuesConfig queues) {
        String reports = queues.reportGeneration().name();
        return Map.of(
                DAILY_STATS, schedule(DAILY_STATS, config.dailyStats().times(), reports),
                DAILY_REPORT, schedule(DAILY_REPORT, config.dailyReport(), reports),
                WEEKLY_SUMMARY, schedule(WEEKLY_SUMMARY, config.weeklySummary(), reports),
                WEEKLY_CLEANUP,
                        schedule(
                                WEEKLY_CLEANUP,
                                config.weeklyCleanup().times(),
                                queues.cleanupTasks().name()),
                HEALTH_CHECK, schedule(HEALTH_CHECK, config.healthCheck().times(), reports));
    }

    private static ScheduleConfig schedule(String job, JobTimes times, String queue) {
        return times.schedule(queue, new JsonObject().put("job", job).encode());
    }

    private static Period yesterday(JobRequest request, ZoneId zone) {
        LocalDate day = request.date(zone).orElse(request.today(zone).minusDays(1));
        return new Period(day, day);
    }

    /** The last week from Monday to Sunday that was over; or that of the day that the message names. */
    private static Period lastWeek(JobRequest request, ZoneId zone) {
        LocalDate thisWeek = request.today(zone).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        LocalDate monday = request.date(zone)
                .map(day -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)))
                .orElse(thisWeek.minusWeeks(1));
        if (!monday.isBefore(thisWeek)) {
            throw new JobRefusedException("the week from " + monday + " is not over in " + zone);
        }
        return new Period(monday, monday.plusDays(6));
    }
}
