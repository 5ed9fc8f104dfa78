package dev.taskwire.cli;

import dev.taskwire.queue.FailureFilter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which failures are meant; the same for every command that has to do with them. */
final class FailureOptions {
    @Option(names = "--queue", paramLabel = "QUEUE", description = "those of this queue")
    private @Nullable String queue;

    @Option(
            names = "--cause",
            paramLabel = "TEXT",
            description = "those whose cause, as --group of `failures` prints it, contains this text")
    private @Nullable String cause;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description = "those that failed then or later: an ISO time, or how long ago (2h, 3d)")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description = "those that failed before: an ISO time, or how long ago (2h, 3d)")
    private @Nullable Instant until;

    FailureFilter filter(List<UUID> ids) {
        return new FailureFilter(
                ids,
                Optional.ofNullable(queue),
                Optional.ofNullable(cause),
                Optional.ofNullable(since),
                Optional.ofNullable(until));
    }
}
