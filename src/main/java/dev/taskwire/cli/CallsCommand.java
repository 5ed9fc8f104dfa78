package dev.taskwire.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "calls",
        mixinStandardHelpOptions = true,
        subcommands = {
            CallsQueuesCommand.class,
            CallsListCommand.class,
            CallsShowCommand.class,
            CallsAddCommand.class,
            CallsFlowCommand.class,
            CallsCancelCommand.class,
            CallsRedriveCommand.class,
            CallsWorkersCommand.class
        },
        description = "Shows HTTP-call queues and their jobs, inserts jobs, cancels them and lets them begin again.")
final class CallsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what: queues, list, show, add, flow, cancel, redrive or workers");
    }
}
