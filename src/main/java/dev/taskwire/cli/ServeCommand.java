package dev.taskwire.cli;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.worker.WorkerListener;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Works on the queues of a database until it is told to stop (SIGTERM or Ctrl-C).")
final class ServeCommand implements Callable<Integer> {
    private final Service.Factory services;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = "a folder of jars with handlers of your own (plugins.directory of the configuration)")
    private @Nullable Path plugins;

    ServeCommand(Service.Factory services) {
        this.services = services;
    }

    @Override
    public Integer call() throws Exception {
        TaskwireConfig config =
                plugins == null ? options.load() : options.loadWith("TASKWIRE_PLUGINS", plugins.toString());
        new RunningService(services.create(config, new WorkerListener() {}), config.shutdownDeadline()).start();
        new CountDownLatch(1).await();
        return 0;
    }
}
