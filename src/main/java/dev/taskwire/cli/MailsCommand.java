package dev.taskwire.cli;

import dev.taskwire.notification.MailDeliveries;
import java.util.ArrayList;
import java.util.Optional;
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
        name = "mails",
        mixinStandardHelpOptions = true,
        subcommands = MailsShowCommand.class,
        description = "Lists mails as the ledger knows them, those that changed last first.")
final class MailsCommand implements Callable<Integer> {
    private static final int LIMIT_MOST = 10_000;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            completionCandidates = States.class,
            description = "those in this state: ${COMPLETION-CANDIDATES}")
    private @Nullable String state;

    @Option(names = "--type", paramLabel = "TYPE", description = "those of this type of notification")
    private @Nullable String type;

    @Option(names = "--to", paramLabel = "ADDRESS", description = "those to this address")
    private @Nullable String recipient;

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
        require(limit >= 1 && limit <= LIMIT_MOST, "--limit: expected 1 to " + LIMIT_MOST + ", got " + limit);
        require(
                state == null || MailDeliveries.STATES.contains(state),
                "--state: there is no state \"" + state + "\"; there are " + String.join(", ", MailDeliveries.STATES));
        MailDeliveries.Filter filter = new MailDeliveries.Filter(
                Optional.ofNullable(state), Optional.ofNullable(type), Optional.ofNullable(recipient));
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            MailDeliveries mails = new MailDeliveries(session.pool());
            if (after != null) {
                // Or the page would be empty, as if there were no more.
                require(session.answer(mails.find(after)).isPresent(), "--after: there is no mail " + after);
            }
            new MailsView(spec.commandLine().getOut(), format)
                    .list(session.answer(mails.list(filter, after, limit)), limit);
        }
        return 0;
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }

    static final class States extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        States() {
            super(MailDeliveries.STATES);
        }
    }
}
