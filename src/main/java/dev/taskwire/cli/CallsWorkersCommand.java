package dev.taskwire.cli;

import dev.taskwire.httpcall.HttpQueues;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "workers",
        mixinStandardHelpOptions = true,
        description =
                "Changes how many calls of an HTTP-call queue are made at once, over all processes; 0 makes none.")
final class CallsWorkersCommand implements Callable<Integer> {
    private static final int MOST = 10_000;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "QUEUE", description = "the HTTP-call queue")
    private String queue = "";

    @Parameters(index = "1", paramLabel = "N", description = "calls at once")
    private int workers;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (workers < 0 || workers > MOST) {
            throw new ParameterException(spec.commandLine(), "N: expected 0 to " + MOST + ", got " + workers);
        }
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            HttpQueues queues = new HttpQueues(session.pool());
            String said = session.answer(queues.put(queue, "{\"workers\": " + workers + "}")
                    .map(changed -> queue + " has " + workers + " workers"));
            spec.commandLine().getOut().println(said);
        }
        return 0;
    }
}
