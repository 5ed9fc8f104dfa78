package dev.taskwire.http;

import dev.taskwire.queue.Failures;
import dev.taskwire.queue.MessagePlace;
import dev.taskwire.queue.Peek;
import dev.taskwire.queue.PeekedMessage;
import dev.taskwire.queue.Purge;
import dev.taskwire.queue.QueueStanding;
import dev.taskwire.queue.Queues;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The operations about queues and what is on them. */
final class QueueOperations {
    private final ApiDatabase database;
    private final LongRun purges = new LongRun("purged by the API");

    QueueOperations(ApiDatabase database) {
        this.database = database;
    }

    Map<String, Function<ApiRequest, Future<ApiAnswer>>> byId() {
        return Map.of(
                "listQueues", this::list,
                "showQueue", this::show,
                "listMessages", this::messages,
                "showMessage", this::message,
                "pauseQueue", this::pause,
                "resumeQueue", this::resume,
                "purgeQueue", this::purge);
    }

    private Future<ApiAnswer> list(ApiRequest request) {
        return new Queues(connections().reads())
                .list()
                .map(queues ->
                        ApiAnswer.ok(queues.stream().map(QueueStanding::toJson).toList()));
    }

    private Future<ApiAnswer> show(ApiRequest request) {
        return new Queues(connections().reads())
                .standing(request.path("queue"))
                .map(queue -> ApiAnswer.ok(queue.toJson()));
    }

    private Future<ApiAnswer> messages(ApiRequest request) {
        MessagePlace place =
                MessagePlace.valueOf(request.query("place").orElse("queued").toUpperCase(Locale.ROOT));
        Peek.Page page = new Peek.Page(
                request.path("queue"), place, request.query("after", 0), (int) request.query("limit", 50));
        return new Peek(connections().reads())
                .page(page)
                .map(messages -> ApiAnswer.ok(
                        messages.stream().map(PeekedMessage::toJson).toList()));
    }

    private Future<ApiAnswer> message(ApiRequest request) {
        String queue = request.path("queue");
        long id = request.pathNumber("id");
        return new Peek(connections().reads())
                .find(queue, id)
                .map(found -> found.orElseThrow(() -> new ProblemException(
                        404, "there is no message " + id + " on the queue " + queue + " or in its archive")))
                .compose(this::story);
    }

    private Future<ApiAnswer> story(PeekedMessage message) {
        Failures failures = new Failures(connections().reads(), connections().tablesSchema());
        Peek peek = new Peek(connections().reads());
        return Future.all(peek.errors(message), failures.ofArchived(message), peek.progress(message))
                .map(both -> ApiAnswer.ok(message.toJson()
                        .put("errors", both.<JsonArray>resultAt(0))
                        .put("progress", both.<Optional<JsonObject>>resultAt(2).orElse(null))
                        .put(
                                "failure_id",
                                both.<Optional<UUID>>resultAt(1)
                                        .map(UUID::toString)
                                        .orElse(null))));
    }

    private Future<ApiAnswer> pause(ApiRequest request) {
        String queue = request.path("queue");
        return new Queues(connections().changes()).pause(queue).map(news -> paused(queue, true, news));
    }

    private Future<ApiAnswer> resume(ApiRequest request) {
        String queue = request.path("queue");
        return new Queues(connections().changes()).resume(queue).map(news -> paused(queue, false, news));
    }

    private Future<ApiAnswer> purge(ApiRequest request) {
        String queue = request.path("queue");
        if (!queue.equals(request.body().getString("queue"))) {
            throw new ProblemException(422, "queue: to purge the queue " + queue + ", repeat its name here");
        }
        boolean archived = request.body().getBoolean("archived", false);
        ApiDatabase.Connections connections = connections();
        return purges.begin(
                        counted -> new Purge(connections.vertx(), connections.changes()).run(queue, archived, counted))
                .map(run -> ApiAnswer.of(
                        run.status(),
                        new JsonObject()
                                .put("queue", queue)
                                .put("purged", run.count())
                                .put("finished", run.finished())));
    }

    private ApiDatabase.Connections connections() {
        return database.connections();
    }

    private static ApiAnswer paused(String queue, boolean paused, boolean news) {
        return ApiAnswer.ok(
                new JsonObject().put("queue", queue).put("paused", paused).put("changed", news));
    }
}
