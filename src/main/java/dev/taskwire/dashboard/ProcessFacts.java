package dev.taskwire.dashboard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * What a process says of itself.
 *
 * @param id new at each start
 * @param name of its machine, and its number there
 */
public record ProcessFacts(UUID id, String name, String version, Instant startedAt) {
    /** Of the process that runs this. Asks for the name of the machine, which may block for a moment. */
    public static ProcessFacts here() {
        String version = ProcessFacts.class.getPackage().getImplementationVersion();
        return new ProcessFacts(
                UUID.randomUUID(),
                machine() + ":" + ProcessHandle.current().pid(),
                Objects.requireNonNullElse(version, "(not packaged)"),
                Instant.now());
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
