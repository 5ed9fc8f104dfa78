package dev.taskwire.cli;

import dev.taskwire.schedule.ScheduleStanding;
import dev.taskwire.schedule.Schedules;
import io.vertx.core.json.JsonArray;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the schedules with their next fire times and what came of the last one.")
final class SchedulesListCommand implements Callable<Integer> {
    private static final int NEXT_MOST = 100;
    private static final int REASON_LONGEST = 60;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--next",
            paramLabel = "N",
            defaultValue = "1",
            description = "so many of the next fire times (default: ${DEFAULT-VALUE})")
    private int next;

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", description = "table or json")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (next < 1 || next > NEXT_MOST) {
            throw new ParameterException(spec.commandLine(), "--next: expected 1 to " + NEXT_MOST + ", got " + next);
        }
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            show(session.answer(new Schedules(session.pool()).list(next)));
        }
        return 0;
    }

    private void show(List<ScheduleStanding> schedules) {
        PrintWriter out = spec.commandLine().getOut();
        if (format == OutputFormat.JSON) {
            out.println(new JsonArray(
                            schedules.stream().map(ScheduleStanding::toJson).toList())
                    .encodePrettily());
            return;
        }
        if (schedules.isEmpty()) {
            out.println("no schedules");
            return;
        }
        TextTable table =
                TextTable.headed("NAME", "TIMES", "ZONE", "QUEUE", "SOURCE", "NEXT", "LAST", "OUTCOME", "WORDS");
        for (ScheduleStanding one : schedules) {
            table.add(
                    one.name(),
                    one.times(),
                    one.zone(),
                    one.queue(),
                    one.source(),
                    next(one),
                    one.last() == null ? "-" : seconds(one.last().fireTime()),
                    one.last() == null ? "-" : outcome(one.last()),
                    one.words());
        }
        table.print(out);
    }

    private static String next(ScheduleStanding schedule) {
        if (schedule.error() != null) {
            return "never: " + TextTable.shortened(schedule.error(), REASON_LONGEST);
        }
        return schedule.paused() != null
                ? "paused since " + seconds(schedule.paused())
                : schedule.next().stream().map(SchedulesListCommand::seconds).collect(Collectors.joining(", "));
    }

    private static String outcome(ScheduleStanding.Last last) {
        Duration duration = last.duration();
        String took = duration == null ? "" : " in " + duration.toMillis() + " ms";
        return last.state().equals("failed")
                ? "failed: " + TextTable.shortened(Objects.requireNonNullElse(last.error(), "-"), REASON_LONGEST)
                : last.state() + took;
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
