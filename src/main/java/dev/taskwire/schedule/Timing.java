package dev.taskwire.schedule;

import dev.taskwire.config.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Optional;

/** When a schedule fires. */
sealed interface Timing permits CronTiming, IntervalTiming {
    /** The first fire time after this moment; empty where there is none. */
    Optional<Instant> nextAfter(Instant moment);

    /** What it says, in English. */
    String words();

    /**
     * What is known of a schedule's times before they are worked out.
     *
     * @param cron empty where it has an interval
     * @param every empty where it has a cron expression
     * @param zone for the cron expression
     */
    record Text(Optional<String> cron, Optional<Duration> every, String zone) {
        /** As people write it. */
        String written() {
            return cron.orElseGet(() -> "every " + Durations.format(every.orElse(Duration.ZERO)));
        }
    }

    /**
     * What a text means.
     *
     * @throws InvalidTimingException if the expression or the zone cannot be understood
     */
    static Timing of(Text text) {
        return text.every()
                .<Timing>map(IntervalTiming::new)
                .orElseGet(() -> new CronTiming(CronExpression.parse(text.cron().orElse("")), rules(text.zone())));
    }

    private static ZoneRules rules(String zone) {
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            throw new InvalidTimingException("there is no time zone \"" + zone + "\"");
        }
        return ZoneId.of(zone).getRules();
    }
}
