package dev.taskwire.cli;

import dev.taskwire.queue.Queues;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Lets a queue that was paused be worked on again.")
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "QUEUE", description = "the queue")
    private String queue = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            boolean news = session.answer(new Queues(session.pool()).resume(queue));
            spec.commandLine().getOut().println(news ? "resumed" : "it was not paused");
        }
        return 0;
    }
}
