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
    private NamedSchedule schedule = new NamedSchedule();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        boolean news = schedule.answer(Schedules::pause);
        spec.commandLine().getOut().println(news ? "paused" : "it was paused already");
        return 0;
    }
}
