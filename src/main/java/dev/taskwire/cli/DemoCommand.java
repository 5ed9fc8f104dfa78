package dev.taskwire.cli;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.embedded.DatabaseOnly;
import dev.taskwire.embedded.Demo;
import dev.taskwire.embedded.DemoConsole;
import dev.taskwire.embedded.DemoSettings;
import dev.taskwire.embedded.EmbeddedServer;
import dev.taskwire.embedded.Pipeline;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Shows the whole way of a change on a Postgres of its own.")
final class DemoCommand implements Callable<Integer> {
    private final Service.Factory services;

    @Option(names = "--seconds", paramLabel = "N", description = "ends by itself after so long, with a summary")
    private @Nullable Integer seconds;

    @Option(names = "--rate", paramLabel = "R", description = "changes a second (default: 5)")
    private @Nullable Double rate;

    @Option(names = "--data", paramLabel = "DIR", description = "keeps the data there, for the next start")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "N", description = "the port of Postgres (default: a free one)")
    private int port;

    @Option(names = "--http-port", paramLabel = "N", description = "the port of Taskwire (default: a free one)")
    private @Nullable Integer httpPort;

    @Option(names = "--conf", paramLabel = "FILE", description = "the configuration file, but for the database")
    private @Nullable Path conf;

    @Option(names = "--database-only", description = "starts the Postgres alone, with pgmq in it, and prints its URL")
    private boolean databaseOnly;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DemoCommand(Service.Factory services) {
        this.services = services;
    }

    @Override
    public Integer call() throws Exception {
        DemoSettings settings = settings();
        check(settings);
        Optional<String> obstacle = Demo.obstacle();
        if (obstacle.isPresent()) {
            throw new IllegalStateException(obstacle.get());
        }
        quieten();
        return databaseOnly
                ? new DatabaseOnly(settings.server(), console()).run()
                : new Demo(settings, console()).run(this::pipeline);
    }

    /** The log would drown the demo's own lines; a level that the user set stays. Works before the first logger alone. */
    private static void quieten() {
        if (System.getenv("TASKWIRE_LOG_LEVEL") == null) {
            System.setProperty("TASKWIRE_LOG_LEVEL", "WARN");
        }
    }

    private void check(DemoSettings settings) {
        require(seconds == null || seconds >= 1, "--seconds: expected 1 or more, got " + seconds);
        require(rate == null || (rate >= 0.1 && rate <= 5000), "--rate: expected 0.1 to 5000, got " + rate);
        require(isPort(port), "--port: expected 0 to 65535, got " + port);
        require(httpPort == null || isPort(httpPort), "--http-port: expected 0 to 65535, got " + httpPort);
        require(
                !databaseOnly || (seconds == null && rate == null && httpPort == null && conf == null),
                "--database-only goes with --data and --port alone: leave the other options out");
        settings.obstacle().ifPresent(sentence -> require(false, sentence));
    }

    private static boolean isPort(int number) {
        return number >= 0 && number <= 65535;
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }

    private DemoSettings settings() {
        return new DemoSettings(
                new EmbeddedServer.Settings(Optional.ofNullable(data), port, databaseOnly, true),
                Optional.ofNullable(conf),
                httpPort == null ? 0 : httpPort,
                rate == null ? 5 : rate,
                Optional.ofNullable(seconds).map(Duration::ofSeconds),
                System.getenv());
    }

    private DemoConsole console() {
        Charset charset = Optional.ofNullable(System.getProperty("sun.stdout.encoding"))
                .map(Charset::forName)
                .orElse(Charset.defaultCharset());
        return new DemoConsole(spec.commandLine().getOut(), Ansi.AUTO.enabled(), charset);
    }

    private Pipeline pipeline(TaskwireConfig config, WorkerListener observer) {
        Service service = services.create(config, observer);
        return new Pipeline() {
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
}
