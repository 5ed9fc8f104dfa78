package dev.taskwire.http;

import dev.taskwire.httpcall.HttpFlows;
import dev.taskwire.httpcall.HttpJobs;
import dev.taskwire.httpcall.JobChanges;
import dev.taskwire.httpcall.JobChanges.Change;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The operations about jobs of HTTP-call queues, one by one and as flows. */
final class HttpJobOperations {
    private final ApiDatabase database;
    private final int batchMost;

    /** @param batchMost jobs in one request */
    HttpJobOperations(ApiDatabase database, int batchMost) {
        this.database = database;
        this.batchMost = batchMost;
    }

    Map<String, Function<ApiRequest, Future<ApiAnswer>>> byId() {
        return Map.of(
                "addHttpJobs", this::add,
                "listHttpJobs", this::list,
                "showHttpJob", this::show,
                "cancelHttpJobs", request -> change(request, Change.CANCEL, "cancelled"),
                "redriveHttpJobs", request -> change(request, Change.REDRIVE, "redriven"),
                "sendHttpFlow", this::flow,
                "listHttpFlows", this::flows,
                "showHttpFlow", this::showFlow);
    }

    private Future<ApiAnswer> add(ApiRequest request) {
        JsonObject body = request.body();
        boolean several = body.containsKey("jobs");
        if (several && body.size() > 1) {
            throw new ProblemException(422, "jobs: give the fields of one job, or jobs alone");
        }
        if (several && body.getJsonArray("jobs").size() > batchMost) {
            throw new ProblemException(422, "jobs: " + batchMost + " at the most: send several requests");
        }
        String jobs = several
                ? request.rawBody().json().value("jobs")
                : "[" + request.rawBody().bytes() + "]";
        return add(request, request.path("queue"), jobs);
    }

    private Future<ApiAnswer> add(ApiRequest request, String queue, String jobs) {
        HttpJobs table = new HttpJobs(database.connections().changes());
        Optional<String> key = request.header("Idempotency-Key");
        if (key.isEmpty()) {
            return table.add(queue, jobs).map(ids -> added(queue, ids, Map.of()));
        }
        HttpJobs.Once once = new HttpJobs.Once(
                request.caller(),
                key.get(),
                SendOperations.fingerprint("http " + queue, request.rawBody().bytes()));
        return table.add(once, queue, jobs).map(answer -> {
            if (answer.outcome().equals("used")) {
                throw new ProblemException(
                        409, "Idempotency-Key: it was used for another request within the last day: take a new one");
            }
            boolean again = answer.outcome().equals("again");
            return added(queue, answer.ids(), Map.of("Idempotent-Replayed", String.valueOf(again)));
        });
    }

    private static ApiAnswer added(String queue, List<Long> ids, Map<String, String> headers) {
        JsonObject body = new JsonObject().put("queue", queue).put("ids", new JsonArray(ids));
        return new ApiAnswer(201, body.encode(), headers);
    }

    private Future<ApiAnswer> list(ApiRequest request) {
        HttpJobs.Filter filter = new HttpJobs.Filter(request.query("queue"), request.query("status"));
        return new HttpJobs(database.connections().reads())
                .list(filter, request.query("after").map(Long::valueOf).orElse(null), (int) request.query("limit", 50))
                .map(HttpJobOperations::json);
    }

    private Future<ApiAnswer> show(ApiRequest request) {
        long id = request.pathNumber("id");
        return new HttpJobs(database.connections().reads())
                .find(id)
                .map(found -> json(found.orElseThrow(() -> new ProblemException(404, "there is no HTTP job " + id))));
    }

    private Future<ApiAnswer> change(ApiRequest request, Change change, String counted) {
        JsonObject body = request.body();
        JsonArray jobs = body.getJsonArray("jobs");
        String queue = body.getString("queue");
        String status = body.getString("status");
        if ((jobs == null) == (queue == null && status == null) || (queue == null) != (status == null)) {
            throw new ProblemException(422, "say which: jobs, or queue and status");
        }
        JobChanges changes = new JobChanges(database.connections().changes());
        Future<JobChanges.Done> done = jobs == null
                ? changes.of(change, queue, status)
                : changes.of(
                        change,
                        jobs.stream().map(id -> ((Number) id).longValue()).toList());
        return done.map(
                is -> ApiAnswer.ok(new JsonObject().put(counted, is.number()).put("more", is.more())));
    }

    private Future<ApiAnswer> flow(ApiRequest request) {
        return new HttpFlows(database.connections().changes())
                .send(request.rawBody().bytes().toString())
                .map(id -> ApiAnswer.of(201, new JsonObject().put("id", id.toString())));
    }

    private Future<ApiAnswer> flows(ApiRequest request) {
        UUID after = request.query("after").map(ApiRequest::id).orElse(null);
        return new HttpFlows(database.connections().reads())
                .list(after, (int) request.query("limit", 20))
                .map(HttpJobOperations::json);
    }

    private Future<ApiAnswer> showFlow(ApiRequest request) {
        UUID id = ApiRequest.id(request.path("id"));
        return new HttpFlows(database.connections().reads())
                .find(id)
                .map(found -> json(found.orElseThrow(() -> new ProblemException(404, "there is no flow " + id))));
    }

    private static ApiAnswer json(String text) {
        return new ApiAnswer(200, text, Map.of());
    }
}
