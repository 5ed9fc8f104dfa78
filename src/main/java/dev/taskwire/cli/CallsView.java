package dev.taskwire.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How HTTP-call queues and their jobs look to people and to programs. */
final class CallsView {
    private static final int REASON_LONGEST = 60;

    private final PrintWriter out;
    private final OutputFormat format;

    CallsView(PrintWriter out, OutputFormat format) {
        this.out = out;
        this.format = format;
    }

    void queues(List<JsonObject> queues) {
        if (format == OutputFormat.JSON) {
            out.println(new JsonArray(queues).encodePrettily());
            return;
        }
        if (queues.isEmpty()) {
            out.println("no HTTP-call queues: INSERT INTO taskwire.http_queue (name, url) VALUES (…) makes one");
            return;
        }
        TextTable table = TextTable.headed(
                "QUEUE", "WORKERS", "UNDER WAY", "RATE", "PENDING", "FAILED", "SUCCESSFUL", "CLOSED UNTIL", "URL");
        for (JsonObject queue : queues) {
            table.add(
                    queue.getString("queue"),
                    text(queue, "workers"),
                    text(queue, "under_way"),
                    text(queue, "rate"),
                    number(queue, "pending"),
                    number(queue, "failed"),
                    number(queue, "successful"),
                    seconds(queue.getString("closed_until")),
                    queue.getString("method") + " " + queue.getString("url"));
        }
        table.print(out);
    }

    /** @param limit if there are as many, there may be more */
    void jobs(String json, int limit) {
        if (format == OutputFormat.JSON) {
            out.println(json);
            return;
        }
        List<JsonObject> jobs =
                new JsonArray(json).stream().map(JsonObject.class::cast).toList();
        if (jobs.isEmpty()) {
            out.println("no jobs");
            return;
        }
        TextTable table = TextTable.headed("ID", "QUEUE", "STATUS", "DUE", "ATTEMPTS", "ANSWER", "KEY", "LAST ERROR");
        for (JsonObject job : jobs) {
            String error = job.getString("last_error");
            table.add(
                    text(job, "id"),
                    job.getString("queue"),
                    job.getString("status"),
                    seconds(job.getString("due_at")),
                    text(job, "attempts"),
                    text(job, "result_status"),
                    text(job, "key"),
                    error == null ? "" : TextTable.shortened(error, REASON_LONGEST));
        }
        table.print(out);
        if (jobs.size() == limit) {
            out.println("for older ones add --after " + jobs.get(limit - 1).getLong("id"));
        }
    }

    void job(String json) {
        if (format == OutputFormat.JSON) {
            out.println(json);
            return;
        }
        JsonObject job = new JsonObject(json);
        TextTable facts = new TextTable();
        for (String name :
                List.of("id", "queue", "status", "flow", "name", "method", "url", "path", "key", "attempts")) {
            facts.add(name, text(job, name));
        }
        for (String name : List.of("created_at", "due_at", "started_at", "ended_at", "cancelled_by", "result_status")) {
            facts.add(name, text(job, name));
        }
        facts.print(out);
        neighbours("waits for", job.getJsonArray("parents"));
        neighbours("is waited for by", job.getJsonArray("children"));
        section("errors", String.join("\n", errors(job)));
        section("payload", Objects.toString(job.getValue("payload"), text(job, "payload_text")));
        section("result", text(job, "result_body"));
    }

    private static List<String> errors(JsonObject job) {
        return job.getJsonArray("errors").stream()
                .map(JsonObject.class::cast)
                .map(error -> text(error, "at") + "  attempt " + text(error, "attempt") + "  " + text(error, "reason"))
                .toList();
    }

    private void neighbours(String heading, JsonArray jobs) {
        section(
                heading,
                String.join(
                        "\n",
                        jobs.stream()
                                .map(JsonObject.class::cast)
                                .map(job -> text(job, "job") + "  " + text(job, "status") + "  " + text(job, "name"))
                                .toList()));
    }

    private void section(String heading, String text) {
        if (text.isEmpty() || text.equals("-")) {
            return;
        }
        out.println();
        out.println(heading);
        TextTable.lines(text).lines().forEach(line -> out.println("  " + line));
    }

    private static String number(JsonObject queue, String status) {
        long number = queue.getJsonObject("jobs").getLong(status);
        return number + (number >= queue.getLong("counted_to") ? "+" : "");
    }

    private static String text(JsonObject of, String name) {
        return Objects.toString(of.getValue(name), "-");
    }

    private static String seconds(@Nullable String time) {
        return time == null
                ? "-"
                : OffsetDateTime.parse(time)
                        .toInstant()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString();
    }
}
