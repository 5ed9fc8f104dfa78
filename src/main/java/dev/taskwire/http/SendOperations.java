package dev.taskwire.http;

import dev.taskwire.config.Durations;
import dev.taskwire.postgres.UuidText;
import dev.taskwire.queue.KeyedSending;
import dev.taskwire.queue.KeyedSending.Outcome;
import dev.taskwire.queue.KeyedSending.RequestKey;
import dev.taskwire.queue.OutgoingBatch;
import dev.taskwire.queue.OutgoingBatch.Due;
import dev.taskwire.queue.OutgoingBatch.Outgoing;
import dev.taskwire.queue.Sending;
import dev.taskwire.queue.TraceParent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations that put messages on queues. */
final class SendOperations {
    /** What Taskwire itself puts into headers, and believes. */
    private static final Set<String> RESERVED =
            Set.of("seq", "schedule", "fire_time", "redriven_from", "redriven_count");

    private static final Duration LATEST = Duration.ofDays(3650);

    private final ApiDatabase database;
    private final String notifications;
    private final int batchMost;

    /**
     * Sends by this database.
     *
     * @param notifications the name of the queue of notifications
     * @param batchMost messages in one request
     */
    SendOperations(ApiDatabase database, String notifications, int batchMost) {
        this.database = database;
        this.notifications = notifications;
        this.batchMost = batchMost;
    }

    Map<String, Function<ApiRequest, Future<ApiAnswer>>> byId() {
        return Map.of(
                "sendMessages", this::messages,
                "notify", this::notification,
                "notifyAssignment", this::assignment,
                "userSignedUp", this::signup);
    }

    private Future<ApiAnswer> messages(ApiRequest request) {
        JsonObject body = request.body();
        boolean one = body.containsKey("message");
        if (one == body.containsKey("messages")) {
            throw new ProblemException(422, "message, messages: give one of the two");
        }
        JsonText json = request.rawBody().json();
        List<String> messages = one ? List.of(json.value("message")) : json.elements("messages");
        if (messages.size() > batchMost) {
            throw new ProblemException(
                    422,
                    "messages: " + batchMost + " at the most, this has " + messages.size() + ": send several requests");
        }
        JsonObject headers = checked(body.getJsonObject("headers"));
        return send(
                request,
                request.path("queue"),
                new OutgoingBatch(
                        messages.stream()
                                .map(message -> new Outgoing(message, headers))
                                .toList(),
                        due(body)));
    }

    private Future<ApiAnswer> notification(ApiRequest request) {
        JsonObject body = request.body();
        return notify(request, body.getJsonObject("data").copy().put("type", body.getString("type")));
    }

    private Future<ApiAnswer> assignment(ApiRequest request) {
        JsonObject body = request.body();
        return notify(
                request,
                new JsonObject()
                        .put("type", "task_assigned")
                        .put("task_id", body.getValue("taskId"))
                        .put("task_title", body.getValue("taskTitle"))
                        .put("assignee_id", body.getValue("assigneeId"))
                        .put("assigner_id", body.getValue("assignerId")));
    }

    private Future<ApiAnswer> signup(ApiRequest request) {
        JsonObject user = request.body().getJsonObject("record");
        return notify(
                request,
                new JsonObject()
                        .put("type", "welcome_email")
                        .put("user_id", user.getValue("id"))
                        .put("email", user.getValue("email"))
                        .put("name", user.getValue("name")));
    }

    private Future<ApiAnswer> notify(ApiRequest request, JsonObject message) {
        return send(request, notifications, new OutgoingBatch(List.of(new Outgoing(message.encode(), null)), Due.NOW));
    }

    private Future<ApiAnswer> send(ApiRequest request, String queue, OutgoingBatch messages) {
        OutgoingBatch batch = request.header(TraceParent.HEADER)
                .filter(text -> TraceParent.parse(text).isPresent())
                .map(messages::tracedBy)
                .orElse(messages);
        ApiDatabase.Connections connections = database.connections();
        Optional<String> key = request.header("Idempotency-Key");
        if (key.isEmpty()) {
            return new Sending(connections.changes()).send(queue, batch).map(ids -> sent(queue, ids, Map.of()));
        }
        Buffer fingerprint = fingerprint(queue, request.rawBody().bytes());
        return new KeyedSending(connections.changes())
                .send(new RequestKey(request.caller(), key.get(), fingerprint), queue, batch)
                .map(answer -> {
                    if (answer.outcome() == Outcome.USED) {
                        throw new ProblemException(
                                409,
                                "Idempotency-Key: it was used for another request within the last day: take a new one");
                    }
                    String replayed = String.valueOf(answer.outcome() == Outcome.AGAIN);
                    return sent(queue, answer.ids(), Map.of("Idempotent-Replayed", replayed));
                });
    }

    private static ApiAnswer sent(String queue, List<Long> ids, Map<String, String> headers) {
        JsonObject body = new JsonObject().put("queue", queue).put("ids", new JsonArray(ids));
        return new ApiAnswer(201, body.encode(), headers);
    }

    private static @Nullable JsonObject checked(@Nullable JsonObject headers) {
        if (headers == null) {
            return null;
        }
        for (String name : headers.fieldNames()) {
            if (RESERVED.contains(name)) {
                throw new ProblemException(
                        422, "headers." + name + ": this header is set by Taskwire itself: leave it out");
            }
        }
        Object eventId = headers.getValue("event_id");
        if (eventId != null && UuidText.parse(String.valueOf(eventId)).isEmpty()) {
            throw new ProblemException(422, "headers.event_id: give a UUID, or leave it out and get one");
        }
        return headers;
    }

    private static Due due(JsonObject body) {
        Object delay = body.getValue("delay");
        Optional<Instant> at = ApiRequest.time("at", body.getValue("at"));
        if (delay != null && at.isPresent()) {
            throw new ProblemException(422, "delay, at: give one of the two");
        }
        if (at.filter(time -> time.isAfter(Instant.now().plus(LATEST))).isPresent()) {
            throw new ProblemException(422, "at: " + LATEST.toDays() + " days from now at the latest");
        }
        return at.map(Due::at).orElseGet(() -> delay == null ? Due.NOW : Due.after(duration("delay", delay)));
    }

    /** @param given a number of seconds, or a text with a unit */
    static Duration duration(String name, Object given) {
        Duration duration = given instanceof Number seconds
                ? Duration.ofSeconds(seconds.longValue())
                : Durations.parse(String.valueOf(given))
                        .orElseThrow(() -> new ProblemException(422, name + ": give seconds, or a text such as 10m"));
        if (duration.compareTo(LATEST) > 0) {
            throw new ProblemException(422, name + ": " + LATEST.toDays() + "d at the most");
        }
        return duration;
    }

    static Buffer fingerprint(String queue, Buffer body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((queue + '\n').getBytes(StandardCharsets.UTF_8));
            return Buffer.buffer(digest.digest(body.getBytes()));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
