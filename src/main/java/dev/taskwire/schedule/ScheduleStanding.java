package dev.taskwire.schedule;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a schedule stands, for people and programs.
 *
 * @param times as they were written: a cron expression, or every and an interval
 * @param source configuration or sql
 * @param words its times in English; empty where they cannot be understood
 * @param next its next fire times
 * @param paused since when it is; null where it is not
 * @param error why it does not fire; null where it does
 * @param last its latest occurrence; null where there was none
 */
public record ScheduleStanding(
        String name,
        String times,
        String zone,
        String queue,
        String source,
        String words,
        List<Instant> next,
        @Nullable Instant paused,
        @Nullable String error,
        @Nullable Last last) {

    private static final String UNPLANNED = "pg_cron waits for a process to work out its times";

    /**
     * What came of an occurrence.
     *
     * @param duration from its being due until its end; null where that has not come
     */
    public record Last(
            Instant fireTime,
            String kind,
            String state,
            @Nullable Duration duration,
            @Nullable String error) {
        private static @Nullable Last from(Row row) {
            OffsetDateTime fireTime = row.getOffsetDateTime("last_fire_time");
            Long milliseconds = row.getLong("last_milliseconds");
            return fireTime == null
                    ? null
                    : new Last(
                            fireTime.toInstant(),
                            row.getString("last_kind"),
                            row.getString("last_state"),
                            milliseconds == null ? null : Duration.ofMillis(milliseconds),
                            row.getString("last_error"));
        }

        private JsonObject toJson() {
            return new JsonObject()
                    .put("fire_time", fireTime.toString())
                    .put("kind", kind)
                    .put("state", state)
                    .put("seconds", duration == null ? null : duration.toMillis() / 1000.0)
                    .put("error", error);
        }
    }

    /** @param nexts how many of its next fire times */
    static ScheduleStanding from(Row row, int nexts) {
        Schedule schedule = Schedule.from(row);
        Instant paused = Schedule.instant(row.getOffsetDateTime("paused_at")).orElse(null);
        String error = error(row);
        String words = "";
        List<Instant> next = List.of();
        try {
            Timing timing = Timing.of(schedule.times());
            words = timing.words();
            Instant after = row.getOffsetDateTime("now").toInstant();
            next = paused == null ? fireTimes(timing, schedule.nextFire(), after, nexts) : List.of();
        } catch (InvalidTimingException wrong) {
            error = wrong.getMessage();
        }
        return new ScheduleStanding(
                schedule.name(),
                schedule.times().written(),
                schedule.times().zone(),
                row.getString("queue"),
                row.getBoolean("is_configured") ? "configuration" : "sql",
                words,
                next,
                paused,
                error,
                Last.from(row));
    }

    /** For programs. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("name", name)
                .put("times", times)
                .put("zone", zone)
                .put("queue", queue)
                .put("source", source)
                .put("words", words)
                .put("next", new JsonArray(next.stream().map(Instant::toString).toList()))
                .put("paused_at", paused == null ? null : paused.toString())
                .put("error", error)
                .put("last", last == null ? null : last.toJson());
    }

    private static @Nullable String error(Row row) {
        String error = row.getString("error");
        return error == null && row.getOffsetDateTime("unplanned_since") != null ? UNPLANNED : error;
    }

    private static List<Instant> fireTimes(Timing timing, Optional<Instant> planned, Instant now, int most) {
        List<Instant> times = new ArrayList<>();
        Optional<Instant> time = planned.or(() -> timing.nextAfter(now));
        while (time.isPresent() && times.size() < most) {
            times.add(time.get());
            time = timing.nextAfter(time.get());
        }
        return times;
    }
}
