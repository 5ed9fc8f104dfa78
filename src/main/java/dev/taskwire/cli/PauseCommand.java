package dev.taskwire.cli;

import dev.taskwire.queue.Queues;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = {
            "Lets no process take anything of a queue until it is resumed, also after restarts.",
            "What is in hand is finished; what is sent waits."
        })
final class PauseCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "QUEUE", description = "the queue")
    private String queue = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            boolean news = session.answer(new Queues(session.pool()).pause(queue));
            spec.commandLine().getOut().println(news ? "paused" : "it was paused already");
        }
        return 0;
    }
}
