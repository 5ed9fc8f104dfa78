package dev.taskwire.http;

import dev.taskwire.queue.Failure;
import dev.taskwire.queue.FailureFilter;
import dev.taskwire.queue.Failures;
import dev.taskwire.queue.Redrive;
import dev.taskwire.queue.RedrivePlan;
import dev.taskwire.queue.RedriveRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The operations about messages that were given up. */
final class FailureOperations {
    private static final int RATE = 1000;

    private final ApiDatabase database;
    private final LongRun redrives = new LongRun("redriven by the API");

    FailureOperations(ApiDatabase database) {
        this.database = database;
    }

    Map<String, Function<ApiRequest, Future<ApiAnswer>>> byId() {
        return Map.of(
                "listFailures", this::list,
                "showFailure", this::show,
                "redriveFailures", this::redrive);
    }

    private Future<ApiAnswer> list(ApiRequest request) {
        FailureFilter filter = new FailureFilter(
                List.of(),
                request.query("queue"),
                request.query("cause"),
                ApiRequest.time("since", request.query("since").orElse(null)),
                ApiRequest.time("until", request.query("until").orElse(null)));
        Optional<UUID> after = request.query("after").map(ApiRequest::id);
        Failures failures = failures();
        // Or the page would be empty, as if there were no more.
        return failures.unknown(after.map(List::of).orElse(List.of())).compose(unknown -> {
            if (!unknown.isEmpty()) {
                throw new ProblemException(422, "after: there is no failure " + unknown.get(0));
            }
            return failures.list(filter, after.orElse(null), (int) request.query("limit", 50))
                    .map(page -> ApiAnswer.ok(page.stream().map(Failure::toJson).toList()));
        });
    }

    private Future<ApiAnswer> show(ApiRequest request) {
        UUID id = ApiRequest.id(request.path("id"));
        return failures()
                .find(id)
                .map(found -> new ApiAnswer(
                        200,
                        found.orElseThrow(() -> new ProblemException(404, "there is no failure " + id))
                                .toJson(),
                        Map.of()));
    }

    private Future<ApiAnswer> redrive(ApiRequest request) {
        JsonObject body = request.body();
        FailureFilter filter = filter(body);
        boolean again = body.getBoolean("again", false);
        Redrive redrive = new Redrive(
                connections().vertx(), connections().changes(), connections().tablesSchema());
        RedriveRequest wanted =
                new RedriveRequest(filter, again, "api: " + request.caller(), body.getInteger("rate", RATE));
        return failures()
                .unknown(filter.ids())
                .compose(unknown -> redrive.plan(filter, again).compose(plan -> {
                    JsonObject answer = answer(plan, unknown);
                    return body.getBoolean("dry_run", false)
                            ? Future.succeededFuture(ApiAnswer.ok(answer.put("dry_run", true)))
                            : run(redrive, wanted, answer);
                }));
    }

    private Future<ApiAnswer> run(Redrive redrive, RedriveRequest wanted, JsonObject answer) {
        return redrives.begin(counted -> redrive.run(wanted, counted))
                .map(run -> ApiAnswer.of(
                        run.status(), answer.put("redriven", run.count()).put("finished", run.finished())));
    }

    private static JsonObject answer(RedrivePlan plan, List<UUID> unknown) {
        return new JsonObject()
                .put("dry_run", false)
                .put("ready", plan.ready())
                .put("redriven", 0)
                .put("redriven_before", plan.redrivenBefore())
                .put(
                        "queues_gone",
                        new JsonArray(plan.gone().stream()
                                .map(RedrivePlan.Part::queue)
                                .toList()))
                .put(
                        "unknown_ids",
                        new JsonArray(unknown.stream().map(UUID::toString).toList()))
                .put("finished", true);
    }

    private static FailureFilter filter(JsonObject body) {
        JsonArray ids = body.getJsonArray("ids", new JsonArray());
        FailureFilter filter = new FailureFilter(
                ids.stream().map(id -> ApiRequest.id(String.valueOf(id))).toList(),
                Optional.ofNullable(body.getString("queue")),
                Optional.ofNullable(body.getString("cause")),
                ApiRequest.time("since", body.getValue("since")),
                ApiRequest.time("until", body.getValue("until")));
        if (filter.equals(FailureFilter.ALL) && !body.getBoolean("all", false)) {
            throw new ProblemException(422, "say which: ids, queue, cause, since, until, or all: true");
        }
        return filter;
    }

    private Failures failures() {
        return new Failures(connections().reads(), connections().tablesSchema());
    }

    private ApiDatabase.Connections connections() {
        return database.connections();
    }
}
