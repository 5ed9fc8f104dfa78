package dev.taskwire.cli;

import dev.taskwire.schedule.Schedules;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Lets a schedule that was paused fire again, from now on.")
final class SchedulesResumeCommand implements Callable<Integer> {
    @Mixin
    private NamedSchedule schedule = new NamedSchedule();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        boolean news = schedule.answer(Schedules::resume);
        spec.commandLine().getOut().println(news ? "resumed" : "it was not paused");
        return 0;
    }
}
