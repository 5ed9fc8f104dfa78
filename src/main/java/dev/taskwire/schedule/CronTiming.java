package dev.taskwire.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * Fires as a cron expression says, by the clock on the wall of a zone.
 *
 * <p>Where that clock is set forward or back, what is meant depends on the expression. One that names hours means an event of
 * the day: its time fires once, at the moment after the change where the clock leaps over it, and at the first of two where
 * it comes twice. One with every hour means a rhythm: it fires whenever the clock shows such a time, twice in an hour that
 * comes twice, and not at all in one that is leapt over.
 */
record CronTiming(CronExpression expression, ZoneRules zone) implements Timing {
    /** Zones change their clocks several times a year at the most: some years' worth of changes. */
    private static final int CHANGES_MOST = 100;

    @Override
    public Optional<Instant> nextAfter(Instant moment) {
        return expression.isEveryHour() ? nextShown(moment) : nextOfTheDay(moment);
    }

    @Override
    public String words() {
        return expression.words();
    }

    private Optional<Instant> nextOfTheDay(Instant moment) {
        Optional<LocalDateTime> time = expression.nextAfter(reached(moment));
        while (time.isPresent()) {
            Instant fire = first(time.get());
            if (fire.isAfter(moment)) {
                return Optional.of(fire);
            }
            time = expression.nextAfter(time.get());
        }
        return Optional.empty();
    }

    /** What the clock has shown by this moment, whatever it shows again. */
    private LocalDateTime reached(Instant moment) {
        ZoneOffsetTransition change = zone.previousTransition(moment.plusNanos(1));
        LocalDateTime shown = local(moment);
        return change != null && change.isOverlap() && shown.isBefore(change.getDateTimeBefore())
                ? change.getDateTimeBefore().minusSeconds(1)
                : shown;
    }

    private Instant first(LocalDateTime time) {
        ZoneOffsetTransition change = zone.getTransition(time);
        return change != null && change.isGap() ? change.getInstant() : time.toInstant(zone.getOffset(time));
    }

    /** From change to change: in between, the clock runs as one that is never set. */
    private Optional<Instant> nextShown(Instant moment) {
        Instant from = moment;
        LocalDateTime after = local(moment);
        for (int changes = 0; changes < CHANGES_MOST; changes++) {
            ZoneOffset offset = zone.getOffset(from);
            ZoneOffsetTransition change = zone.nextTransition(from);
            Optional<Instant> next = expression.nextAfter(after).map(time -> time.toInstant(offset));
            if (change == null || next.isEmpty() || next.get().isBefore(change.getInstant())) {
                return next;
            }
            from = change.getInstant();
            after = change.getDateTimeAfter().minusSeconds(1);
        }
        return Optional.empty();
    }

    private LocalDateTime local(Instant moment) {
        return LocalDateTime.ofInstant(moment, zone.getOffset(moment));
    }
}
