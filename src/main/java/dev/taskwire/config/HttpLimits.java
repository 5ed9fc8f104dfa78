package dev.taskwire.config;

import java.time.Duration;

/**
 * What one client can take of the server.
 *
 * @param connections how many are open; more than that make the one that waits longest give way
 * @param headerBytes of all header lines of a request together
 * @param bodyBytes of a request's body
 * @param batch messages in one request
 * @param headWithin how long the first request's head may take from when the connection is there
 * @param bodyWithin how long a body may take from when its head is there
 * @param idle how long a connection may wait for the next request, the whole of its head included
 */
public record HttpLimits(
        int connections,
        int headerBytes,
        int bodyBytes,
        int batch,
        Duration headWithin,
        Duration bodyWithin,
        Duration idle) {
    static HttpLimits from(ConfigSection section) {
        Duration shortest = Duration.ofSeconds(1);
        Duration longest = Duration.ofMinutes(5);
        return new HttpLimits(
                section.wholeNumber("connections", 2000, 10, 100_000),
                section.wholeNumber("header_bytes", 16 * 1024, 1024, 256 * 1024),
                section.wholeNumber("body_bytes", 1024 * 1024, 1024, 100 * 1024 * 1024),
                section.wholeNumber("batch", 1000, 1, 100_000),
                section.duration("head_within", Duration.ofSeconds(10), shortest, longest),
                section.duration("body_within", Duration.ofSeconds(30), shortest, longest),
                section.duration("idle", Duration.ofSeconds(30), shortest, longest));
    }
}
