package dev.taskwire.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "preferences",
        mixinStandardHelpOptions = true,
        subcommands = {PreferencesListCommand.class, PreferencesSetCommand.class, PreferencesClearCommand.class},
        description = "Lists and changes which notifications readers want. Who has no preference wants all.")
final class PreferencesCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what: list, set or clear");
    }
}
