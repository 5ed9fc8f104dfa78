package dev.taskwire.cli;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.queue.FailureFilter;
import dev.taskwire.queue.Failures;
import dev.taskwire.queue.WholeFailure;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "failures",
        mixinStandardHelpOptions = true,
        description = "Lists the messages that were given up, the newest first.")
final class FailuresCommand implements Callable<Integer> {
    private static final int LIMIT_MOST = 10_000;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Mixin
    private FailureOptions selection = new FailureOptions();

    @Option(
            names = "--id",
            paramLabel = "ID",
            converter = UuidOption.class,
            description = "shows this one whole: message, headers and every error")
    private @Nullable UUID id;

    @Option(names = "--group", description = "counts them by queue and cause")
    private boolean grouped;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "so many lines at the most (default: ${DEFAULT-VALUE})")
    private int limit;

    @Option(
            names = "--after",
            paramLabel = "ID",
            converter = UuidOption.class,
            description = "goes on after this one, the last of the page before")
    private @Nullable UUID after;

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", description = "table or json")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        FailureFilter filter = selection.filter(List.of());
        require(limit >= 1 && limit <= LIMIT_MOST, "--limit: expected 1 to " + LIMIT_MOST + ", got " + limit);
        require(!grouped || after == null, "--after goes with a list, not with --group");
        require(
                id == null || (!grouped && after == null && filter.equals(FailureFilter.ALL)),
                "--id shows one failure: leave --group, --after and the other selectors out");
        DatabaseConfig database = options.load().database();
        try (DatabaseSession session = new DatabaseSession(database)) {
            show(session, new Failures(session.pool(), database.tablesSchema()), filter);
        }
        return 0;
    }

    private void show(DatabaseSession session, Failures failures, FailureFilter filter) throws Exception {
        FailuresView view = new FailuresView(spec.commandLine().getOut(), format);
        if (id != null) {
            view.whole(find(session, failures, id));
        } else if (grouped) {
            view.groups(session.answer(failures.groups(filter, limit)));
        } else {
            if (after != null) {
                // Or the page would be empty, as if there were no more.
                require(
                        session.answer(failures.unknown(List.of(after))).isEmpty(),
                        "--after: there is no failure " + after);
            }
            view.list(session.answer(failures.list(filter, after, limit)), limit);
        }
    }

    private static WholeFailure find(DatabaseSession session, Failures failures, UUID id) throws Exception {
        return session.answer(failures.find(id))
                .orElseThrow(() -> new IllegalStateException("there is no failure " + id));
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }
}
