package dev.taskwire.cli;

import dev.taskwire.schedule.Schedules;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Fires a schedule now, beside its own times, also while it is paused.")
final class SchedulesRunCommand implements Callable<Integer> {
    @Mixin
    private NamedSchedule schedule = new NamedSchedule();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        spec.commandLine().getOut().println("fired as " + schedule.answer(Schedules::run));
        return 0;
    }
}
