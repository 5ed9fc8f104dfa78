package dev.taskwire.dashboard;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What somebody did who may operate.
 *
 * @param actor the name of his token
 * @param action the operation, as the contract names it
 * @param target the queue or schedule; empty where the request names none
 * @param asked the request's body; empty where it has none
 * @param number of messages or occurrences; empty where none are counted
 * @param status what was answered
 */
public record OperatorAction(
        String actor, String action, String target, Optional<JsonObject> asked, Optional<Long> number, int status) {}
