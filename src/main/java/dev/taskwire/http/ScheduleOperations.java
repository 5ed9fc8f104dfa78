package dev.taskwire.http;

import dev.taskwire.schedule.Backfill;
import dev.taskwire.schedule.Occurrences;
import dev.taskwire.schedule.ScheduleStanding;
import dev.taskwire.schedule.Schedules;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations about schedules. */
final class ScheduleOperations {
    /** So many in one request: more take longer than anybody waits. */
    private static final int FIRED_MOST = 1000;

    private static final Duration SPREAD_MOST = Duration.ofDays(1);

    private final ApiDatabase database;

    ScheduleOperations(ApiDatabase database) {
        this.database = database;
    }

    Map<String, Function<ApiRequest, Future<ApiAnswer>>> byId() {
        return Map.of(
                "listSchedules", this::list,
                "listOccurrences", this::occurrences,
                "runSchedule", this::run,
                "pauseSchedule", this::pause,
                "resumeSchedule", this::resume,
                "backfillSchedule", this::backfill);
    }

    private Future<ApiAnswer> list(ApiRequest request) {
        return new Schedules(database.connections().reads())
                .list((int) request.query("next", 1))
                .map(schedules -> ApiAnswer.ok(
                        schedules.stream().map(ScheduleStanding::toJson).toList()));
    }

    private Future<ApiAnswer> occurrences(ApiRequest request) {
        Instant before =
                ApiRequest.time("before", request.query("before").orElse(null)).orElse(null);
        return new Occurrences(database.connections().reads())
                .list(request.path("name"), before, (int) request.query("limit", 50))
                .map(ApiAnswer::ok);
    }

    private Future<ApiAnswer> run(ApiRequest request) {
        String name = request.path("name");
        return schedules()
                .run(name)
                .map(time ->
                        ApiAnswer.of(201, new JsonObject().put("name", name).put("fire_time", time.toString())));
    }

    private Future<ApiAnswer> pause(ApiRequest request) {
        String name = request.path("name");
        return schedules().pause(name).map(news -> paused(name, true, news));
    }

    private Future<ApiAnswer> resume(ApiRequest request) {
        String name = request.path("name");
        return schedules().resume(name).map(news -> paused(name, false, news));
    }

    private Future<ApiAnswer> backfill(ApiRequest request) {
        JsonObject body = request.body();
        Instant since = ApiRequest.time("since", body.getValue("since")).orElseThrow();
        Instant until = ApiRequest.time("until", body.getValue("until")).orElseGet(Instant::now);
        if (!since.isBefore(until)) {
            throw new ProblemException(422, "since: give a time before until");
        }
        Backfill.Period period = new Backfill.Period(request.path("name"), since, until);
        Backfill backfill = new Backfill(database.connections().changes());
        return backfill.times(period).compose(times -> fire(backfill, request, times));
    }

    private static Future<ApiAnswer> fire(Backfill backfill, ApiRequest request, List<Backfill.Time> times) {
        if (times.size() > FIRED_MOST) {
            throw new ProblemException(
                    422, "since: the period has more than " + FIRED_MOST + " fire times: take a shorter one");
        }
        boolean dryRun = request.body().getBoolean("dry_run", false);
        Object given = request.body().getValue("spread");
        Duration spread = given == null ? Duration.ofSeconds(1) : SendOperations.duration("spread", given);
        if (spread.compareTo(SPREAD_MOST) > 0) {
            throw new ProblemException(422, "spread: 1d at the most");
        }
        List<Instant> open = times.stream()
                .filter(Backfill.Time::isOpen)
                .map(Backfill.Time::fireTime)
                .toList();
        String name = request.path("name");
        JsonObject answer = new JsonObject().put("name", name).put("dry_run", dryRun);
        Future<Integer> fired =
                dryRun || open.isEmpty() ? Future.succeededFuture(0) : backfill.fire(name, open, spread);
        return fired.map(count -> ApiAnswer.ok(answer.put("fired", count).put("times", toJson(times))));
    }

    private static JsonArray toJson(List<Backfill.Time> times) {
        return new JsonArray(times.stream()
                .map(time -> new JsonObject()
                        .put("fire_time", time.fireTime().toString())
                        .put("state", time.state().orElse(null))
                        .put("open", time.isOpen()))
                .toList());
    }

    private Schedules schedules() {
        return new Schedules(database.connections().changes());
    }

    private static ApiAnswer paused(String name, boolean paused, boolean news) {
        return ApiAnswer.ok(
                new JsonObject().put("name", name).put("paused", paused).put("changed", news));
    }
}
