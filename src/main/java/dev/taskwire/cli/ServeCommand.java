package dev.taskwire.cli;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.worker.WorkerListener;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Works on the queues of a database until it is told to stop (SIGTERM or Ctrl-C).")
final class ServeCommand implements Callable<Integer> {
    private final Service.Factory services;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    ServeCommand(Service.Factory services) {
        this.services = services;
    }

    @Override
    public Integer call() throws Exception {
        TaskwireConfig config = options.load();
        new RunningService(services.create(config, new WorkerListener() {}), config.shutdownDeadline()).start();
        new CountDownLatch(1).await();
        return 0;
    }
}
