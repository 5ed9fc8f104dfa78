package dev.taskwire.embedded;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A line a second, where a line for each event would be too many. */
final class SecondLines implements DemoView {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final DemoConsole console;
    private final Clock clock;
    private final List<Duration> logLatencies = new ArrayList<>();
    private final List<Duration> mailLatencies = new ArrayList<>();

    private int committed;
    private int rolledBack;
    private int mails;
    private int failed;

    SecondLines(DemoConsole console, Clock clock) {
        this.console = console;
        this.clock = clock;
    }

    /** Speaks from now on, as long as this Vert.x lives. */
    SecondLines start(Vertx vertx) {
        vertx.setPeriodic(SECOND.toMillis(), fired -> saySecond());
        return this;
    }

    @Override
    public void committed(Change change) {
        committed++;
    }

    @Override
    public void rolledBack(Change change) {
        rolledBack++;
    }

    @Override
    public void logged(LoggedChange row, boolean byHand) {
        logLatencies.add(row.latency());
    }

    @Override
    public void mailed(ReceivedMail mail, Optional<Duration> latency) {
        mails++;
        latency.ifPresent(mailLatencies::add);
    }

    @Override
    public void failed(PlannedChange plan, Throwable cause) {
        failed++;
    }

    void saySecond() {
        LocalTime time =
                LocalTime.ofInstant(Instant.now(clock), clock.getZone()).truncatedTo(ChronoUnit.SECONDS);
        String line = String.format(
                Locale.ROOT,
                "%tT  %5d changes  %5d log rows (%s)  %4d mails (%s)  %3d rolled back",
                time,
                committed,
                logLatencies.size(),
                Percentiles.of(logLatencies),
                mails,
                Percentiles.of(mailLatencies),
                rolledBack);
        console.say(failed == 0 ? line : line + "  " + failed + " failed");
        committed = 0;
        rolledBack = 0;
        mails = 0;
        failed = 0;
        logLatencies.clear();
        mailLatencies.clear();
    }
}
