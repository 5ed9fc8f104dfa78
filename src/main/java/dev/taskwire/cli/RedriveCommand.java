package dev.taskwire.cli;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.queue.FailureFilter;
import dev.taskwire.queue.Failures;
import dev.taskwire.queue.Redrive;
import dev.taskwire.queue.RedrivePlan;
import dev.taskwire.queue.RedriveRequest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        description = {
            "Sends messages that were given up back to their queues, the oldest first.",
            "It may be stopped at any time; the same command goes on with the rest."
        })
final class RedriveCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Mixin
    private FailureOptions selection = new FailureOptions();

    @Option(
            names = "--id",
            paramLabel = "ID",
            arity = "1..*",
            split = ",",
            converter = UuidOption.class,
            description = "these, as `failures` lists them")
    private List<UUID> ids = List.of();

    @Option(names = "--all", description = "all of them")
    private boolean all;

    @Option(names = "--again", description = "also those that were redriven before")
    private boolean again;

    @Option(names = "--dry-run", description = "counts, and changes nothing")
    private boolean dryRun;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "messages a second, at the most (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(names = "--yes", description = "does not ask before it sends more than one")
    private boolean confirmed;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "who is noted, beside the user of the database (default: the user of this machine)")
    private @Nullable String name;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        FailureFilter filter = selection.filter(ids);
        boolean selected = !filter.equals(FailureFilter.ALL);
        require(selected || all, "say which: --id, --queue, --cause, --since, --until, or --all");
        require(!(selected && all), "--all goes without the other selectors");
        require(
                rate >= 1 && rate <= RedriveRequest.RATE_MOST,
                "--rate: expected 1 to " + RedriveRequest.RATE_MOST + ", got " + rate);
        DatabaseConfig database = options.load().database();
        try (DatabaseSession session = new DatabaseSession(database)) {
            Redrive redrive = new Redrive(session.vertx(), session.pool(), database.tablesSchema());
            List<UUID> unknown = session.answer(new Failures(session.pool(), database.tablesSchema()).unknown(ids));
            RedrivePlan plan = session.answer(redrive.plan(filter, again));
            new RedriveReport(err()).obstacles(unknown, plan);
            redrive(session, redrive, plan);
            return unknown.isEmpty() && plan.gone().isEmpty() ? 0 : 1;
        }
    }

    private void redrive(DatabaseSession session, Redrive redrive, RedrivePlan plan) throws Exception {
        if (dryRun) {
            out().println("would redrive " + plan.ready() + "; nothing was changed");
            return;
        }
        if (plan.ready() == 0) {
            out().println("nothing to redrive");
            return;
        }
        if (plan.ready() > 1 && !confirmed) {
            new Confirmation(err(), System.in).require("redrive " + plan.ready() + " messages?");
        }
        RedriveRequest request = new RedriveRequest(selection.filter(ids), again, by(), rate);
        Progress progress = new Progress(err(), plan.ready());
        try {
            out().println("redriven " + session.finished(redrive.run(request, progress)));
        } catch (Exception failure) {
            err().println("redriven " + progress.sent() + " before it failed; the same command goes on with the rest");
            throw failure;
        }
    }

    private String by() {
        return Objects.requireNonNullElseGet(name, () -> System.getProperty("user.name", "unknown"));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }
}
