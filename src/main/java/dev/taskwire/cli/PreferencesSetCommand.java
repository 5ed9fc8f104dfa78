package dev.taskwire.cli;

import dev.taskwire.notification.PreferenceTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "set",
        mixinStandardHelpOptions = true,
        description = "Says whether a reader wants notifications. The narrowest preference counts.")
final class PreferencesSetCommand implements Callable<Integer> {
    /** Whether it is wanted. */
    enum Wanted {
        YES,
        NO
    }

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "USER", description = "the reader's key")
    private String user = "";

    @Parameters(index = "1", paramLabel = "WANTED", description = "yes or no")
    private Wanted wanted = Wanted.YES;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "*",
            description = "of this type of notification (default: every one)")
    private String type = "*";

    @Option(
            names = "--channel",
            paramLabel = "CHANNEL",
            defaultValue = "*",
            description = "by email, in_app, slack or log (default: every one)")
    private String channel = "*";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (!PreferenceTable.CHANNELS.contains(channel)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--channel: there is no channel \"" + channel + "\"; there are email, in_app, slack and log");
        }
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            session.answer(new PreferenceTable(session.pool()).set(user, type, channel, wanted == Wanted.YES));
            spec.commandLine().getOut().println("set");
        }
        return 0;
    }
}
