package dev.taskwire.cli;

import dev.taskwire.config.Durations;
import dev.taskwire.queue.QueueStanding;
import io.vertx.core.json.JsonArray;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How queues look to people and to programs. */
final class QueuesView {
    private static final String[] HEADINGS = {
        "QUEUE",
        "DEPTH",
        "READY",
        "IN HAND",
        "DELAYED",
        "PARKED",
        "UNKNOWN",
        "RETRYING",
        "OLDEST READY",
        "DEAD",
        "ARCHIVED",
        "STATE"
    };

    private final PrintWriter out;
    private final OutputFormat format;

    private int printed;

    QueuesView(PrintWriter out, OutputFormat format) {
        this.out = out;
        this.format = format;
    }

    void list(List<QueueStanding> queues) {
        if (format == OutputFormat.JSON) {
            out.println(json(queues).encodePrettily());
        } else {
            table(queues).print(out);
        }
    }

    /** In the place of what was printed before. */
    void inPlace(List<QueueStanding> queues) {
        if (printed > 0) {
            // To the beginning of the first of those lines, and everything below it gone.
            out.print("\033[" + printed + "F\033[J");
        }
        out.println(now() + "  (Ctrl-C ends)");
        table(queues).print(out);
        out.flush();
        printed = queues.size() + 2;
    }

    /** Below what was printed before, each line with the time. */
    void lines(List<QueueStanding> queues) {
        if (format == OutputFormat.JSON) {
            out.println(json(queues).encode());
        } else {
            String now = now();
            TextTable table = printed == 0 ? TextTable.headed(cells("TIME", HEADINGS)) : new TextTable();
            queues.forEach(queue -> table.add(cells(now, cells(queue))));
            table.print(out);
            printed += queues.size();
        }
        out.flush();
    }

    private static JsonArray json(List<QueueStanding> queues) {
        return new JsonArray(queues.stream().map(QueueStanding::toJson).toList());
    }

    private static TextTable table(List<QueueStanding> queues) {
        TextTable table = TextTable.headed(HEADINGS);
        queues.forEach(queue -> table.add(cells(queue)));
        return table;
    }

    private static String[] cells(QueueStanding queue) {
        String about = queue.isEstimated() ? "~" : "";
        Instant pausedAt = queue.pausedAt();
        return new String[] {
            queue.queue(),
            about + queue.depth(),
            about + queue.ready(),
            about + queue.inHand(),
            about + queue.delayed(),
            about + queue.parked(),
            about + queue.unknown(),
            about + queue.retrying(),
            age(queue.oldestReady()),
            about + queue.deadLetters(),
            about + queue.archived(),
            pausedAt == null ? "" : "paused since " + pausedAt.truncatedTo(ChronoUnit.SECONDS)
        };
    }

    private static String[] cells(String first, String[] others) {
        List<String> all = new ArrayList<>(List.of(others));
        all.add(0, first);
        return all.toArray(String[]::new);
    }

    private static String age(@Nullable Duration age) {
        return age == null
                ? "-"
                : Durations.format(
                        age.compareTo(Duration.ofSeconds(1)) < 0 ? age : age.truncatedTo(ChronoUnit.SECONDS));
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
