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
    private ConfigOptions options = new ConfigOptions();

    @Mixin
    private ScheduleOptions schedule = new ScheduleOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            spec.commandLine()
                    .getOut()
                    .println("fired as " + session.answer(new Schedules(session.pool()).run(schedule.name())));
        }
        return 0;
    }
}
