package dev.taskwire.cli;

import dev.taskwire.httpcall.HttpQueues;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "queues",
        mixinStandardHelpOptions = true,
        description =
                "Lists the HTTP-call queues with their calls under way and their jobs. A + means that there may be more.")
final class CallsQueuesCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", description = "table or json")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            new CallsView(spec.commandLine().getOut(), format)
                    .queues(session.answer(new HttpQueues(session.pool()).list()));
        }
        return 0;
    }
}
