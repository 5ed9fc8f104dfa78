package dev.taskwire.schedule;

import dev.taskwire.config.ScheduleConfig;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Map;

/**
 * What a scheduler works with.
 *
 * @param configured the schedules of the configuration, by their names
 * @param builtIn those of the built-in jobs, by their names
 * @param longestSleep how often it looks without being told that something has changed
 */
public record SchedulerSettings(
        Pool pool,
        Map<String, ScheduleConfig> configured,
        Map<String, ScheduleConfig> builtIn,
        Alarms alarms,
        Duration longestSleep) {}
