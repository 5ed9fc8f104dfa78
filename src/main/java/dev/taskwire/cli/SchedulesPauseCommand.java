package dev.taskwire.cli;

import dev.taskwire.schedule.Schedules;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = "Lets a schedule fire nothing until it is resumed; it misses nothing meanwhile.")
final class SchedulesPauseCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Mixin
    private ScheduleOptions schedule = new ScheduleOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            boolean news = session.answer(new Schedules(session.pool()).pause(schedule.name()));
            spec.commandLine().getOut().println(news ? "paused" : "it was paused already");
        }
        return 0;
    }
}
