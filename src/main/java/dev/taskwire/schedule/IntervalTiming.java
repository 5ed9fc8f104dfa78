package dev.taskwire.schedule;

import dev.taskwire.config.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Fires at a fixed interval, counted from 1970-01-01T00:00Z, so that every process and every making of the schedule comes to
 * the same times. Clocks on walls do not matter to it.
 *
 * @param every whole seconds
 */
record IntervalTiming(Duration every) implements Timing {
    @Override
    public Optional<Instant> nextAfter(Instant moment) {
        long seconds = every.toSeconds();
        return Optional.of(Instant.ofEpochSecond((Math.floorDiv(moment.getEpochSecond(), seconds) + 1) * seconds));
    }

    @Override
    public String words() {
        return "every " + Durations.format(every);
    }
}
