package dev.taskwire.cli;

import dev.taskwire.bench.Bench;
import dev.taskwire.bench.BenchSettings;
import dev.taskwire.bench.Engine;
import dev.taskwire.bench.Sizes;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures how fast Taskwire is on a Postgres: prints `system work value unit`. The database must hold"
                        + " nothing, and holds nothing again afterwards.")
final class BenchCommand implements Callable<Integer> {
    private final Service.Factory services;

    @Parameters(paramLabel = "DATABASE_URL", description = "postgres://user:password@host:port/database, an empty one")
    private String databaseUrl = "";

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "WORKLOAD",
            description = "runs these alone (default: all): ${COMPLETION-CANDIDATES}",
            completionCandidates = Workloads.class)
    private List<String> workloads = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "turns of each system; medians count (default: 3)")
    private int rounds = 3;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "how long sustained load and idling last (default: 60)")
    private @Nullable Integer seconds;

    @Option(names = "--mails", paramLabel = "N", description = "mails sent in one go (default: 20000)")
    private @Nullable Integer mails;

    @Option(
            names = "--scale",
            paramLabel = "F",
            description =
                    "of all numbers and times that are not given (default: 1); 0.01 tries everything in short time")
    private double scale = 1;

    @Option(names = "--conf", paramLabel = "FILE", description = "the configuration file, but for the database")
    private @Nullable Path conf;

    @Option(names = "--json", description = "prints one JSON object at the end")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BenchCommand(Service.Factory services) {
        this.services = services;
    }

    @Override
    public Integer call() throws Exception {
        check();
        quieten();
        Sizes sizes = new Sizes(
                rounds, scale, Optional.ofNullable(seconds).map(Duration::ofSeconds), Optional.ofNullable(mails));
        BenchSettings settings =
                new BenchSettings(databaseUrl, Optional.ofNullable(conf), System.getenv(), workloads, sizes, json);
        return new Bench(
                        settings,
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .run(this::engine);
    }

    private void check() {
        require(rounds >= 1 && rounds <= 100, "--rounds: expected 1 to 100, got " + rounds);
        require(seconds == null || (seconds >= 1 && seconds <= 3600), "--seconds: expected 1 to 3600, got " + seconds);
        require(mails == null || (mails >= 1 && mails <= 1_000_000), "--mails: expected 1 to 1000000, got " + mails);
        require(scale >= 0.0001 && scale <= 10, "--scale: expected 0.0001 to 10, got " + scale);
        for (String workload : workloads) {
            require(
                    Bench.workloads().contains(workload),
                    "--only: there is no workload \"" + workload + "\"; there are "
                            + String.join(", ", Bench.workloads()));
        }
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }

    /** The log goes where the report goes; a level that the user set stays. Works before the first logger alone. */
    private void quieten() {
        if (System.getenv("TASKWIRE_LOG_LEVEL") == null) {
            System.setProperty("TASKWIRE_LOG_LEVEL", json ? "OFF" : "WARN");
        }
    }

    private Engine engine(TaskwireConfig config, WorkerListener observer) {
        Service service = services.create(config.withoutPlugins(), observer);
        return new Engine() {
            @Override
            public Future<Void> start() {
                return service.start();
            }

            @Override
            public Future<Void> stop() {
                return service.stop();
            }
        };
    }

    static final class Workloads extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Workloads() {
            super(Bench.workloads());
        }
    }
}
