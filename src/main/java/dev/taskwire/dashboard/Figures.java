package dev.taskwire.dashboard;

import dev.taskwire.queue.QueueStanding;
import dev.taskwire.queue.SharedLook;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** How all queues stand, and what is wrong, as JSON. May be used from any context. */
final class Figures {
    private final SharedLook<List<QueueStanding>> queues;
    private final Troubles troubles;

    Figures(SharedLook<List<QueueStanding>> queues, Troubles troubles) {
        this.queues = queues;
        this.troubles = troubles;
    }

    Future<JsonObject> now() {
        Future<JsonArray> standings = queues.now()
                .map(all ->
                        new JsonArray(all.stream().map(QueueStanding::toJson).toList()));
        return Future.all(standings, troubles.find())
                .map(both -> new JsonObject()
                        .put("at", Instant.now().toString())
                        .put("queues", both.<JsonArray>resultAt(0))
                        .put("problems", both.<JsonArray>resultAt(1)));
    }
}
