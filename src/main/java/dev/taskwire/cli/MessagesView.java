package dev.taskwire.cli;

import dev.taskwire.queue.JsonExcerpt;
import dev.taskwire.queue.PeekedMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How messages look to people and to programs. */
final class MessagesView {
    private static final int MESSAGE_LONGEST = 80;

    private final PrintWriter out;
    private final OutputFormat format;

    MessagesView(PrintWriter out, OutputFormat format) {
        this.out = out;
        this.format = format;
    }

    /** @param limit if there are as many, there may be more */
    void list(List<PeekedMessage> messages, int limit) {
        if (format == OutputFormat.JSON) {
            out.println(
                    new JsonArray(messages.stream().map(PeekedMessage::toJson).toList()).encodePrettily());
            return;
        }
        if (messages.isEmpty()) {
            out.println("no messages");
            return;
        }
        TextTable table = TextTable.headed("ID", "STATE", "DELIVERIES", "ATTEMPTS", "ENQUEUED", "DUE", "MESSAGE");
        for (PeekedMessage message : messages) {
            table.add(
                    String.valueOf(message.id()),
                    message.state(),
                    String.valueOf(message.deliveries()),
                    String.valueOf(message.attempts()),
                    seconds(message.enqueuedAt()),
                    seconds(message.dueAt()),
                    TextTable.shortened(
                            Objects.requireNonNullElse(message.message().text(), "NULL"), MESSAGE_LONGEST));
        }
        table.print(out);
        if (messages.size() == limit) {
            out.println("for more add --after " + messages.get(limit - 1).id());
        }
    }

    /** @param progress how far its handler says that it is, as fraction, note and at */
    void whole(PeekedMessage message, Optional<JsonObject> progress) {
        if (format == OutputFormat.JSON) {
            out.println(message.toJson().put("progress", progress.orElse(null)).encodePrettily());
            return;
        }
        TextTable facts = new TextTable();
        facts.add("message", String.valueOf(message.id()));
        facts.add("queue", message.queue());
        facts.add("state", message.state());
        facts.add("enqueued", message.enqueuedAt().toString());
        facts.add("due", Objects.toString(message.dueAt(), "-"));
        facts.add("archived", Objects.toString(message.archivedAt(), "-"));
        facts.add("deliveries", String.valueOf(message.deliveries()));
        facts.add("attempts", String.valueOf(message.attempts()));
        progress.ifPresent(told -> facts.add("progress", progress(told)));
        facts.add("last error", Objects.requireNonNullElse(message.lastError(), "-"));
        facts.print(out);
        section("headers", message.headers());
        section("message", message.message());
    }

    private static String progress(JsonObject told) {
        return "%.0f %% at %s %s"
                .formatted(100 * told.getDouble("fraction"), told.getValue("at"), told.getString("note"))
                .strip();
    }

    private void section(String heading, JsonExcerpt json) {
        out.println();
        out.println(json.isCut() ? heading + " (the beginning; it has " + json.length() + " characters)" : heading);
        TextTable.lines(Objects.requireNonNullElse(json.text(), "NULL"))
                .lines()
                .forEach(line -> out.println("  " + line));
    }

    private static String seconds(@Nullable Instant time) {
        return time == null ? "-" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
