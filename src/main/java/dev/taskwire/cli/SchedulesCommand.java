package dev.taskwire.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "schedules",
        mixinStandardHelpOptions = true,
        subcommands = {
            SchedulesListCommand.class,
            SchedulesRunCommand.class,
            SchedulesPauseCommand.class,
            SchedulesResumeCommand.class,
            SchedulesBackfillCommand.class
        },
        description = "Lists schedules, runs them, pauses them, and makes up for what they should have done.")
final class SchedulesCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what: list, run, pause, resume or backfill");
    }
}
