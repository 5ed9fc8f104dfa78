package dev.taskwire.cli;

import dev.taskwire.notification.PreferenceTable;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "clear",
        mixinStandardHelpOptions = true,
        description = "Forgets preferences of a reader: all, or those of a type or a channel.")
final class PreferencesClearCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "USER", description = "the reader's key")
    private String user = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "those of this type; '*' those of every one")
    private @Nullable String type;

    @Option(names = "--channel", paramLabel = "CHANNEL", description = "those of this channel; '*' those of every one")
    private @Nullable String channel;

    @Option(names = "--yes", description = "does not ask before all are forgotten")
    private boolean confirmed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (type == null && channel == null && !confirmed) {
            new Confirmation(spec.commandLine().getErr(), System.in).require("forget all preferences of " + user + "?");
        }
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            int cleared = session.answer(new PreferenceTable(session.pool())
                    .clear(user, Optional.ofNullable(type), Optional.ofNullable(channel)));
            spec.commandLine().getOut().println("cleared " + cleared);
        }
        return 0;
    }
}
