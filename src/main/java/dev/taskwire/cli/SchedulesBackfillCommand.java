package dev.taskwire.cli;

import dev.taskwire.schedule.Backfill;
import dev.taskwire.schedule.Backfill.Period;
import dev.taskwire.schedule.Backfill.Time;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = {
            "Fires what a schedule should have fired in a period and what has had no success: what failed, what was missed,",
            "and what lies before the schedule was made. It may be stopped at any time; the same command goes on with the rest."
        })
final class SchedulesBackfillCommand implements Callable<Integer> {
    private static final Duration SPREAD_MOST = Duration.ofDays(1);

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Mixin
    private ScheduleOptions schedule = new ScheduleOptions();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            required = true,
            converter = PointInTime.class,
            description = "fire times from then on: an ISO time, or how long ago (2h, 3d)")
    private Instant since = Instant.EPOCH;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            defaultValue = "0s",
            converter = PointInTime.class,
            description = "fire times before then (default: now)")
    private Instant until = Instant.EPOCH;

    @Option(
            names = "--spread",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationOption.class,
            description = "the time between two that are fired (default: ${DEFAULT-VALUE})")
    private Duration spread = Duration.ofSeconds(1);

    @Option(names = "--dry-run", description = "lists them, and changes nothing")
    private boolean dryRun;

    @Option(names = "--yes", description = "does not ask before it fires more than one")
    private boolean confirmed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        require(since.isBefore(until), "--since: expected a time before --until");
        require(spread.compareTo(SPREAD_MOST) <= 0, "--spread: expected 1d at the most");
        try (DatabaseSession session = new DatabaseSession(options.load().database())) {
            Backfill backfill = new Backfill(session.pool());
            List<Time> times = session.answer(backfill.times(new Period(schedule.name(), since, until)));
            require(
                    times.size() <= Backfill.MOST,
                    "the period has more than " + Backfill.MOST + " fire times: take a shorter one");
            List<Instant> open =
                    times.stream().filter(Time::isOpen).map(Time::fireTime).toList();
            fire(session, backfill, times, open);
        }
        return 0;
    }

    private void fire(DatabaseSession session, Backfill backfill, List<Time> times, List<Instant> open)
            throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (dryRun) {
            list(times);
            out.println("would fire " + open.size() + " of " + times.size() + "; nothing was changed");
            return;
        }
        if (open.isEmpty()) {
            out.println("nothing to fire");
            return;
        }
        if (open.size() > 1 && !confirmed) {
            new Confirmation(spec.commandLine().getErr(), System.in).require("fire " + open.size() + " occurrences?");
        }
        out.println("fired " + session.finished(backfill.fire(schedule.name(), open, spread)));
    }

    private void list(List<Time> times) {
        TextTable table = TextTable.headed("FIRE TIME", "STATE", "");
        for (Time time : times) {
            table.add(time.fireTime().toString(), time.state().orElse("none"), time.isOpen() ? "would be fired" : "");
        }
        table.print(spec.commandLine().getOut());
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }
}
