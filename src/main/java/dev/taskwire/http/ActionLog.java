package dev.taskwire.http;

import dev.taskwire.dashboard.OperatorAction;
import dev.taskwire.dashboard.OperatorActions;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what those do who may operate: a line of the log each, and a row for the dashboard where it can be written. */
final class ActionLog {
    private static final Logger LOG = LoggerFactory.getLogger(ActionLog.class);
    private static final int ASKED_LONGEST = 500;

    /** Under which an answer says how many there were. */
    private static final List<String> NUMBERS = List.of("purged", "redriven", "fired", "cancelled");

    private final ApiDatabase database;

    ActionLog(ApiDatabase database) {
        this.database = database;
    }

    /** The same operation, written down whatever comes of it. */
    Function<ApiRequest, Future<ApiAnswer>> noted(String id, Function<ApiRequest, Future<ApiAnswer>> operation) {
        return request -> Future.succeededFuture()
                .compose(now -> operation.apply(request))
                .onSuccess(answer -> note(id, request, answer.status(), object(answer)))
                .onFailure(failure -> note(
                        id,
                        request,
                        ApiFailure.problem(failure).map(Problem::status).orElse(500),
                        Optional.empty()));
    }

    private void note(String id, ApiRequest request, int status, Optional<JsonObject> answer) {
        Optional<JsonObject> asked = request.raw().map(raw -> withoutSecrets(request.body()));
        if (asked.filter(body -> Boolean.TRUE.equals(body.getValue("dry_run"))).isPresent()) {
            return;
        }
        OperatorAction action = new OperatorAction(
                request.caller(),
                id,
                target(request, asked),
                asked.filter(body -> body.encode().length() <= ASKED_LONGEST),
                answer.flatMap(ActionLog::number),
                status);
        LOG.atInfo()
                .addKeyValue("actor", inLine(action.actor()))
                .addKeyValue("action", id)
                .addKeyValue("target", inLine(action.target()))
                .addKeyValue("number", action.number().map(String::valueOf).orElse("-"))
                .addKeyValue("status", status)
                .addKeyValue("asked", asked.map(body -> inLine(body.encode())).orElse("-"))
                .log("operator action");
        database.whereOpen()
                .ifPresent(connections -> new OperatorActions(connections.changes())
                        .note(action)
                        .onFailure(failure ->
                                LOG.warn("that could not be written into taskwire.operator_actions", failure)));
    }

    /** Of headers that are set, only their names; of an address, no login and no parameters. */
    private static JsonObject withoutSecrets(JsonObject asked) {
        JsonObject shown = asked.copy();
        if (asked.getValue("headers") instanceof JsonObject headers) {
            JsonObject names = new JsonObject();
            headers.fieldNames().forEach(name -> names.put(name, "***"));
            shown.put("headers", names);
        }
        if (asked.getValue("url") instanceof String url) {
            shown.put("url", url.replaceAll("//[^/?#]*@", "//***@").replaceAll("[?].*", "?***"));
        }
        return shown;
    }

    private static String target(ApiRequest request, Optional<JsonObject> asked) {
        return request.pathNames().stream()
                .map(request::path)
                .findFirst()
                .or(() -> asked.map(body -> body.getString("queue")))
                .orElse("");
    }

    /** Some operations answer a list. */
    private static Optional<JsonObject> object(ApiAnswer answer) {
        return Json.decodeValue(answer.json()) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    private static Optional<Long> number(JsonObject answer) {
        return NUMBERS.stream().map(answer::getLong).filter(Objects::nonNull).findFirst();
    }

    /** What comes from outside could forge a line. */
    private static String inLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= ASKED_LONGEST ? line : line.substring(0, ASKED_LONGEST) + "…";
    }
}
