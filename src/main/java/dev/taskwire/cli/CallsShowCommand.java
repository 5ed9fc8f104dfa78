package dev.taskwire.cli;

import dev.taskwire.httpcall.HttpJobs;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows one job: its request, what came of it, and what it waits for.")
final class CallsShowCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "the job, as `calls list` prints it")
    private long id;

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", description = "table or json")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            String job = session.answer(new HttpJobs(session.pool()).find(id))
                    .orElseThrow(() -> new IllegalStateException("there is no HTTP job " + id));
            new CallsView(spec.commandLine().getOut(), format).job(job);
        }
        return 0;
    }
}
