package dev.taskwire.cli;

import dev.taskwire.httpcall.JobChanges.Change;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        description = "Lets jobs that failed or were cancelled begin again, with all their attempts.")
final class CallsRedriveCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Mixin
    private CallsChoice choice = new CallsChoice();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            long number = choice.apply(spec, session, Change.REDRIVE);
            spec.commandLine().getOut().println("redriven " + number);
        }
        return 0;
    }
}
