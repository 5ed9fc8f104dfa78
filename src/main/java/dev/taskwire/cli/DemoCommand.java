package dev.taskwire.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Shows the whole way of a change on a Postgres of its own.")
final class DemoCommand implements Callable<Integer> {
    private final Service.Factory services;

    DemoCommand(Service.Factory services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        throw new UnsupportedOperationException("not there yet " + services);
    }
}
