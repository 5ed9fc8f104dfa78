package dev.taskwire.dashboard;

import dev.taskwire.queue.QueueStanding;
import dev.taskwire.queue.Queues;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** How all queues stand, and what is wrong, as JSON. May be used from any context. */
final class Figures {
    private final Queues queues;
    private final Troubles troubles;

    Figures(Queues queues, Troubles troubles) {
        this.queues = queues;
        this.troubles = troubles;
    }

    Future<JsonObject> now() {
        Future<JsonArray> standings = queues.list()
                .map(all ->
                        new JsonArray(all.stream().map(QueueStanding::toJson).toList()));
        return Future.all(standings, troubles.find())
                .map(both -> new JsonObject()
                        .put("at", Instant.now().toString())
                        .put("queues", both.<JsonArray>resultAt(0))
                        .put("problems", both.<JsonArray>resultAt(1)));
    }
}
