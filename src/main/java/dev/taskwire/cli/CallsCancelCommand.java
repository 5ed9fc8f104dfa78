package dev.taskwire.cli;

import dev.taskwire.httpcall.JobChanges.Change;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = {
            "Cancels jobs that have not begun or whose answer is awaited, and what depends on them.",
            "A call that is under way goes on."
        })
final class CallsCancelCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Mixin
    private CallsChoice choice = new CallsChoice();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            long number = choice.apply(spec, session, Change.CANCEL);
            spec.commandLine().getOut().println("cancelled " + number);
        }
        return 0;
    }
}
