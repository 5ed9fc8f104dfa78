package dev.taskwire.cli;

import dev.taskwire.queue.Failure;
import dev.taskwire.queue.FailureGroup;
import dev.taskwire.queue.WholeFailure;
import io.vertx.core.json.JsonArray;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How failures look to people and to programs. */
final class FailuresView {
    private static final int REASON_LONGEST = 80;

    private final PrintWriter out;
    private final OutputFormat format;

    FailuresView(PrintWriter out, OutputFormat format) {
        this.out = out;
        this.format = format;
    }

    /** @param limit if there are as many, there may be more */
    void list(List<Failure> failures, int limit) {
        if (format == OutputFormat.JSON) {
            out.println(new JsonArray(failures.stream().map(Failure::toJson).toList()).encodePrettily());
            return;
        }
        if (failures.isEmpty()) {
            out.println("no failures");
            return;
        }
        TextTable table = TextTable.headed("ID", "QUEUE", "WHEN", "ATTEMPTS", "REASON", "REDRIVEN");
        for (Failure failure : failures) {
            table.add(
                    failure.id().toString(),
                    failure.queue(),
                    seconds(failure.failedAt()),
                    String.valueOf(failure.attempts()),
                    TextTable.shortened(failure.reason(), REASON_LONGEST),
                    seconds(failure.redrivenAt()));
        }
        table.print(out);
        if (failures.size() == limit) {
            out.println("for older ones add --after " + failures.get(limit - 1).id());
        }
    }

    void groups(List<FailureGroup> groups) {
        if (format == OutputFormat.JSON) {
            out.println(new JsonArray(groups.stream().map(FailureGroup::toJson).toList()).encodePrettily());
            return;
        }
        if (groups.isEmpty()) {
            out.println("no failures");
            return;
        }
        TextTable table = TextTable.headed("COUNT", "NOT REDRIVEN", "QUEUE", "FIRST", "LAST", "EXAMPLE", "CAUSE");
        for (FailureGroup group : groups) {
            table.add(
                    String.valueOf(group.count()),
                    String.valueOf(group.waiting()),
                    group.queue(),
                    seconds(group.firstAt()),
                    seconds(group.lastAt()),
                    group.example().toString(),
                    group.cause());
        }
        table.print(out);
    }

    void whole(WholeFailure whole) {
        if (format == OutputFormat.JSON) {
            out.println(whole.toJson());
            return;
        }
        Failure failure = whole.failure();
        TextTable facts = new TextTable();
        facts.add("failure", failure.id().toString());
        facts.add("queue", failure.queue());
        facts.add("message id", Objects.toString(failure.messageId(), "-"));
        facts.add("event id", Objects.toString(failure.eventId(), "-"));
        facts.add("failed", Objects.toString(failure.failedAt(), "-"));
        facts.add("first attempt", Objects.toString(failure.firstAttemptAt(), "-"));
        facts.add("attempts", String.valueOf(failure.attempts()));
        facts.add("redriven", redriven(failure));
        facts.add("cause", failure.cause());
        facts.print(out);
        section("reason", failure.reason());
        out.println();
        out.println("errors");
        TextTable errors = new TextTable();
        for (WholeFailure.FailureError error : whole.errors()) {
            String attempt = error.attempt() == null ? "-" : "attempt " + error.attempt();
            errors.add("", error.at(), attempt, error.reason());
        }
        errors.print(out);
        section("headers", Objects.requireNonNullElse(whole.headers(), "none"));
        section("message", Objects.requireNonNullElse(whole.message(), "NULL"));
    }

    private void section(String heading, String text) {
        out.println();
        out.println(heading);
        TextTable.lines(text).lines().forEach(line -> out.println("  " + line));
    }

    private static String redriven(Failure failure) {
        return failure.redrivenAt() == null
                ? "no"
                : failure.redrivenAt() + " by " + Objects.requireNonNullElse(failure.redrivenBy(), "somebody");
    }

    /** As it can be given to --since and --until. */
    private static String seconds(@Nullable Instant time) {
        return time == null ? "-" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
