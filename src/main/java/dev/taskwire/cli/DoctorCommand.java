package dev.taskwire.cli;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.doctor.Diagnosis;
import dev.taskwire.doctor.Doctor;
import dev.taskwire.doctor.Limits;
import dev.taskwire.doctor.Verdict;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says what is wrong with this installation and what to do about it. It changes nothing.")
final class DoctorCommand implements Callable<Integer> {
    /** Beyond the deadlines of the checks, all of which run at once. */
    private static final long ANSWER_MOST_SECONDS = 30;

    private static final long CLOSING_MOST_SECONDS = 5;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--strict", description = "warnings count as well: for pipelines that deploy")
    private boolean strict;

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", description = "table or json")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        TaskwireConfig config = options.load();
        List<Diagnosis> found = examine(config);
        boolean healthy = found.stream().noneMatch(this::counts);
        if (format == OutputFormat.JSON) {
            printJson(found, healthy);
        } else {
            printTable(found);
        }
        return healthy ? 0 : 1;
    }

    private static List<Diagnosis> examine(TaskwireConfig config) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            return new Doctor(vertx, config, Limits.DEFAULTS, Clock.systemUTC())
                    .examine()
                    .await(ANSWER_MOST_SECONDS, TimeUnit.SECONDS);
        } finally {
            vertx.close().await(CLOSING_MOST_SECONDS, TimeUnit.SECONDS);
        }
    }

    private boolean counts(Diagnosis one) {
        return one.verdict() == Verdict.PROBLEM || (strict && one.verdict() == Verdict.WARNING);
    }

    private void printJson(List<Diagnosis> found, boolean healthy) {
        out().println(new JsonObject()
                .put("healthy", healthy)
                .put(
                        "checks",
                        new JsonArray(found.stream().map(Diagnosis::toJson).toList()))
                .encodePrettily());
    }

    private void printTable(List<Diagnosis> found) {
        TextTable table = TextTable.headed("VERDICT", "CHECK", "WORDS");
        for (Diagnosis one : found) {
            table.add(one.verdict().word(), one.check(), one.words());
            one.remedies().forEach(remedy -> table.add("", "", "> " + remedy));
        }
        table.print(out());
        out().println(Arrays.stream(Verdict.values())
                .map(verdict ->
                        found.stream().filter(one -> one.verdict() == verdict).count() + " " + verdict.word())
                .collect(Collectors.joining(", ")));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
