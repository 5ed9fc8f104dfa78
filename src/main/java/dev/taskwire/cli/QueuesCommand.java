package dev.taskwire.cli;

import dev.taskwire.queue.QueueStanding;
import dev.taskwire.queue.Queues;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "queues",
        mixinStandardHelpOptions = true,
        description = "Lists the queues with what waits in them. A number with a ~ is estimated.")
final class QueuesCommand implements Callable<Integer> {
    private static final Duration EVERY_LEAST = Duration.ofMillis(100);
    private static final Duration EVERY_MOST = Duration.ofHours(1);

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--watch",
            description = "goes on until Ctrl-C: a table in its place on a terminal, lines elsewhere")
    private boolean watches;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "2s",
            converter = DurationOption.class,
            description = "with --watch: how often (default: ${DEFAULT-VALUE})")
    private Duration every = Duration.ofSeconds(2);

    @Option(names = "--times", paramLabel = "N", description = "with --watch: ends after so many")
    private int times = Integer.MAX_VALUE;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json; with --watch, a JSON array a line")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        require(every.compareTo(EVERY_LEAST) >= 0 && every.compareTo(EVERY_MOST) <= 0, "--every: expected 100ms to 1h");
        require(times >= 1, "--times: expected 1 or more, got " + times);
        require(watches || times == Integer.MAX_VALUE, "--times goes with --watch");
        PrintWriter out = spec.commandLine().getOut();
        QueuesView view = new QueuesView(out, format);
        try (Interruption interruption = new Interruption();
                DatabaseSession session = new DatabaseSession(options.load().database())) {
            Queues queues = new Queues(session.pool());
            if (watches) {
                watch(interruption, session, queues, view);
            } else {
                view.list(session.answer(queues.list()));
            }
        }
        return 0;
    }

    private void watch(Interruption interruption, DatabaseSession session, Queues queues, QueuesView view)
            throws Exception {
        boolean inPlace = format == OutputFormat.TABLE && Terminal.isThere();
        for (int shown = 0; shown < times; shown++) {
            if (shown > 0 && interruption.cameWithin(every)) {
                return;
            }
            List<QueueStanding> standings = session.answer(queues.list());
            if (inPlace) {
                view.inPlace(standings);
            } else {
                view.lines(standings);
            }
        }
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }
}
