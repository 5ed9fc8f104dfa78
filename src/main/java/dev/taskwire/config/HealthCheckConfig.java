package dev.taskwire.config;

import java.time.Duration;

/**
 * What counts as trouble.
 *
 * @param queueAge a message that has been ready for longer
 * @param closedFor a destination, such as the mail provider, that has been closed for longer
 */
public record HealthCheckConfig(JobTimes times, Duration queueAge, Duration closedFor) {
    static HealthCheckConfig from(ConfigSection section) {
        return new HealthCheckConfig(
                JobTimes.from(section, "0 * * * *"),
                section.duration("queue_age", Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofDays(30)),
                section.duration("closed_for", Duration.ofMinutes(5), Duration.ZERO, Duration.ofDays(30)));
    }
}
