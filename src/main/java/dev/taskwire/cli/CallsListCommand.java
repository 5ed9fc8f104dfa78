package dev.taskwire.cli;

import dev.taskwire.httpcall.HttpJobs;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists jobs of HTTP-call queues, the latest first.")
final class CallsListCommand implements Callable<Integer> {
    private static final int LIMIT_MOST = 10_000;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--queue", paramLabel = "QUEUE", description = "those of this queue")
    private @Nullable String queue;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            completionCandidates = Statuses.class,
            description = "those of this status: ${COMPLETION-CANDIDATES}")
    private @Nullable String status;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "so many lines at the most (default: ${DEFAULT-VALUE})")
    private int limit;

    @Option(names = "--after", paramLabel = "ID", description = "goes on after this one, the last of the page before")
    private @Nullable Long after;

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", description = "table or json")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        require(limit >= 1 && limit <= LIMIT_MOST, "--limit: expected 1 to " + LIMIT_MOST + ", got " + limit);
        requireStatus(spec, status);
        HttpJobs.Filter filter = new HttpJobs.Filter(Optional.ofNullable(queue), Optional.ofNullable(status));
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            new CallsView(spec.commandLine().getOut(), format)
                    .jobs(session.answer(new HttpJobs(session.pool()).list(filter, after, limit)), limit);
        }
        return 0;
    }

    /** @param status null where none is given */
    static void requireStatus(CommandSpec spec, @Nullable String status) {
        if (status != null && !HttpJobs.STATUSES.contains(status)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--status: there is no status \"" + status + "\"; there are "
                            + String.join(", ", HttpJobs.STATUSES));
        }
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }

    static final class Statuses extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Statuses() {
            super(HttpJobs.STATUSES);
        }
    }
}
