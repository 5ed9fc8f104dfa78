package dev.taskwire.config;

import java.time.Duration;

/**
 * The one connection that listens for wakes.
 *
 * @param heartbeat how often it is asked whether it is alive
 * @param heartbeatTimeout how long the answer may take before the connection counts as dead
 * @param reconnectMost the longest pause between two attempts to connect
 */
public record ListenerConfig(Duration heartbeat, Duration heartbeatTimeout, Duration reconnectMost) {
    static ListenerConfig from(ConfigSection section) {
        return new ListenerConfig(
                section.duration("heartbeat", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1)),
                section.duration(
                        "heartbeat_timeout", Duration.ofSeconds(3), Duration.ofMillis(100), Duration.ofMinutes(1)),
                section.duration(
                        "reconnect_most", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(5)));
    }
}
