package dev.taskwire.http;

import dev.taskwire.httpcall.HttpQueues;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Function;

/** The operations about HTTP-call queues. */
final class HttpQueueOperations {
    private final ApiDatabase database;

    HttpQueueOperations(ApiDatabase database) {
        this.database = database;
    }

    Map<String, Function<ApiRequest, Future<ApiAnswer>>> byId() {
        return Map.of(
                "listHttpQueues", this::list,
                "showHttpQueue", this::show,
                "putHttpQueue", this::put,
                "deleteHttpQueue", this::delete);
    }

    static ProblemException unknown(String queue) {
        return new ProblemException(404, "there is no HTTP queue " + queue);
    }

    private Future<ApiAnswer> list(ApiRequest request) {
        return new HttpQueues(database.connections().reads()).list().map(ApiAnswer::ok);
    }

    private Future<ApiAnswer> show(ApiRequest request) {
        String queue = request.path("queue");
        return new HttpQueues(database.connections().reads())
                .find(queue)
                .map(found -> ApiAnswer.ok(found.orElseThrow(() -> unknown(queue))));
    }

    private Future<ApiAnswer> put(ApiRequest request) {
        String queue = request.path("queue");
        HttpQueues queues = new HttpQueues(database.connections().changes());
        return queues.put(queue, request.rawBody().bytes().toString())
                .compose(isNew -> queues.find(queue)
                        .map(found -> ApiAnswer.of(isNew ? 201 : 200, found.orElseThrow(() -> unknown(queue)))));
    }

    private Future<ApiAnswer> delete(ApiRequest request) {
        String queue = request.path("queue");
        return new HttpQueues(database.connections().changes()).delete(queue).map(became -> switch (became) {
            case GONE -> ApiAnswer.ok(new JsonObject().put("queue", queue).put("deleted", true));
            case UNKNOWN -> throw unknown(queue);
            case STILL_USED ->
                throw new ProblemException(
                        409,
                        "the HTTP queue " + queue + " has jobs: set its workers to 0 to make no calls, or delete"
                                + " the jobs first");
        });
    }
}
