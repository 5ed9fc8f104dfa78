package dev.taskwire.http;

import dev.taskwire.dashboard.History;
import dev.taskwire.dashboard.HistoryRange;
import dev.taskwire.dashboard.ProcessViews;
import dev.taskwire.queue.FailureFilter;
import dev.taskwire.queue.FailureGroup;
import dev.taskwire.queue.Failures;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The operations that the dashboard asks for beside those of all others. */
final class DashboardOperations {
    private static final int CAUSES_MOST = 200;

    /** Somebody waits for it: of more, the latest tell. */
    private static final int FAILURES_MOST = 10_000;

    private final ApiDatabase database;
    private final ProcessViews process;

    DashboardOperations(ApiDatabase database, ProcessViews process) {
        this.database = database;
        this.process = process;
    }

    Map<String, Function<ApiRequest, Future<ApiAnswer>>> byId() {
        return Map.of(
                "showHistory", this::history,
                "showSystem", this::system,
                "examine", this::examine,
                "listCauses", this::causes);
    }

    private Future<ApiAnswer> history(ApiRequest request) {
        String range = request.query("range").orElse("15m");
        return new History(database.connections().reads())
                .of(HistoryRange.named(range)
                        .orElseThrow(() -> new ProblemException(422, "range: expected one of " + HistoryRange.words())))
                .map(samples -> new ApiAnswer(200, samples.encode(), Map.of()));
    }

    private Future<ApiAnswer> system(ApiRequest request) {
        return process.system().now(database.connections().reads()).map(ApiAnswer::ok);
    }

    private Future<ApiAnswer> examine(ApiRequest request) {
        return process.examination().report().map(ApiAnswer::ok);
    }

    private Future<ApiAnswer> causes(ApiRequest request) {
        FailureFilter filter = new FailureFilter(
                List.of(), request.query("queue"), request.query("cause"), Optional.empty(), Optional.empty());
        return new Failures(
                        database.connections().reads(), database.connections().tablesSchema())
                .groupsOfLatest(filter, CAUSES_MOST, FAILURES_MOST)
                .map(groups -> ApiAnswer.ok(
                        groups.stream().map(DashboardOperations::json).toList()));
    }

    private static JsonObject json(FailureGroup group) {
        return group.toJson().put("among_latest", group.lookedAt() < FAILURES_MOST ? null : FAILURES_MOST);
    }
}
