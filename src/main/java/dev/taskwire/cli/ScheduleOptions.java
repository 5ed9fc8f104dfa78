package dev.taskwire.cli;

import picocli.CommandLine.Parameters;

/** Which schedule is meant; the same for every command about one. */
final class ScheduleOptions {
    @Parameters(index = "0", paramLabel = "NAME", description = "the schedule, as `schedules list` names it")
    private String name = "";

    String name() {
        return name;
    }
}
