package dev.taskwire.schedule;

import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.ScheduleConfig;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schedules of the configuration. A start brings in what the configuration now says otherwise than before; what was
 * changed in SQL since, a pause too, stays until it does. Where it names none at all, those of earlier configurations stay.
 */
public final class ConfiguredSchedules {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredSchedules.class);

    private static final String CONFIGURE = """
            -- schedule.configure
            SELECT schedule, done, reason FROM taskwire.configure_schedules($1::jsonb, $2)
            """;

    private final Map<String, ScheduleConfig> schedules;
    private final Map<String, ScheduleConfig> builtIn;

    /** @param builtIn those that there are whatever the configuration names, unless they are not enabled */
    ConfiguredSchedules(Map<String, ScheduleConfig> schedules, Map<String, ScheduleConfig> builtIn) {
        this.schedules = Map.copyOf(schedules);
        this.builtIn = Map.copyOf(builtIn);
    }

    /**
     * Checks what the configuration alone can tell.
     *
     * @param section of the configuration, for the words
     * @throws InvalidConfigException with every schedule whose times cannot be understood, if there is one
     */
    public static void check(String section, Map<String, ScheduleConfig> schedules) {
        List<String> problems = new ArrayList<>();
        new TreeMap<>(schedules).forEach((name, schedule) -> {
            try {
                Timing timing = Timing.of(times(schedule));
                if (timing.nextAfter(Instant.now()).isEmpty()) {
                    problems.add(section + "." + name + ": it never fires: there is no such date");
                }
            } catch (InvalidTimingException wrong) {
                problems.add(section + "." + name + ": " + wrong.getMessage());
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
    }

    /** Brings them into the database. */
    Future<Void> apply(Pool pool) {
        if (schedules.isEmpty() && builtIn.isEmpty()) {
            return Future.succeededFuture();
        }
        return pool.preparedQuery(CONFIGURE)
                .execute(Tuple.of(toJson(), !schedules.isEmpty()))
                .onSuccess(rows -> rows.forEach(ConfiguredSchedules::tell))
                .mapEmpty();
    }

    private JsonObject toJson() {
        JsonObject json = new JsonObject();
        builtIn.forEach((name, schedule) -> json.put(name, schedule.enabled() ? toJson(schedule) : null));
        schedules.forEach((name, schedule) -> {
            if (schedule.enabled()) {
                json.put(name, toJson(schedule));
            }
        });
        return json;
    }

    /** By the columns of the table. */
    private static JsonObject toJson(ScheduleConfig schedule) {
        ScheduleConfig.CatchUp catchUp = schedule.catchUp();
        return new JsonObject()
                .put("cron", schedule.cron().orElse(null))
                .put(
                        "every",
                        schedule.every().map(ConfiguredSchedules::interval).orElse(null))
                .put("zone", schedule.zone())
                .put("queue", schedule.queue())
                .put("message", Json.decodeValue(schedule.message()))
                .put("missed", catchUp.missed().name().toLowerCase(Locale.ROOT))
                .put("most", catchUp.most())
                .put("spread", interval(catchUp.spread()))
                .put("grace", interval(catchUp.grace()))
                .put(
                        "deadline",
                        schedule.deadline().map(ConfiguredSchedules::interval).orElse(null));
    }

    private static String interval(Duration duration) {
        return duration.toMillis() + " ms";
    }

    private static Timing.Text times(ScheduleConfig schedule) {
        return new Timing.Text(schedule.cron(), schedule.every(), schedule.zone());
    }

    private static void tell(Row row) {
        boolean refused = "refused".equals(row.getString("done"));
        (refused ? LOG.atError() : LOG.atInfo())
                .addKeyValue("schedule", row.getString("schedule"))
                .addKeyValue("done", row.getString("done"))
                .addKeyValue("reason", refused ? row.getString("reason") : "-")
                .log("schedule of the configuration");
    }
}
