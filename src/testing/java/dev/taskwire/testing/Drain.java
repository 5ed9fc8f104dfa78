package dev.taskwire.testing;

import dev.taskwire.Taskwire;
import dev.taskwire.TaskwireOptions;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.opentest4j.AssertionFailedError;

/** Starts workers, lets them work until nothing may be taken, and closes them. */
final class Drain {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    /** What a close waits for is a write that is under way, or a message that was taken between two looks. */
    private static final Duration CLOSE_MOST = Duration.ofSeconds(5);

    private static final String DUE = """
            -- testing.due
            SELECT '%s' AS queue, count(*) AS messages FROM pgmq."q_%s" AS waiting
            WHERE waiting.vt <= clock_timestamp()
              AND NOT EXISTS (SELECT FROM taskwire.paused_queue AS paused WHERE paused.queue = '%1$s')
            """;

    private static final String PAUSE = """
            -- testing.pause
            SELECT name FROM unnest($1::text[]) AS name WHERE taskwire.pause(name)
            """;

    private static final String RESUME = """
            -- testing.resume
            SELECT taskwire.resume(name) FROM unnest($1::text[]) AS name
            """;

    private final Database database;
    private final UnaryOperator<Taskwire> handlers;
    private final Set<String> queues;
    private final Duration deadline;
    private final WorkInHand work = new WorkInHand();
    private final long began = System.nanoTime();

    /** @param queues that are to be worked on, each with a handler among those */
    Drain(Database database, UnaryOperator<Taskwire> handlers, Set<String> queues, Duration deadline) {
        this.database = database;
        this.handlers = handlers;
        this.queues = queues;
        this.deadline = deadline;
    }

    /** @param left the queues with handlers that are to be left alone */
    Drained run(Set<String> left) {
        String[] paused = database.rows(PAUSE, (Object) left.toArray(String[]::new)).stream()
                .map(row -> row.getString("name"))
                .toArray(String[]::new);
        try {
            do {
                work();
            } while (!due().isEmpty());
            return work.summary();
        } finally {
            database.rows(RESUME, (Object) paused);
        }
    }

    private void work() {
        TaskwireOptions options = TaskwireOptions.defaults()
                .url(database.url())
                .migrate(false)
                .shutdownDeadline(CLOSE_MOST)
                .listener(work);
        Taskwire taskwire = handlers.apply(Taskwire.create(Server.vertx(), database.pool(), options));
        try {
            Database.await(taskwire.start());
            awaitQuiet();
        } finally {
            Database.await(taskwire.close());
        }
    }

    /** Twice, since a message may be on its way from the database to its handler at the first look. */
    private void awaitQuiet() {
        int quietLooks = 0;
        while (quietLooks < 2) {
            List<String> due = due();
            quietLooks = due.isEmpty() && work.isNone() ? quietLooks + 1 : 0;
            if (System.nanoTime() - began > deadline.toNanos()) {
                throw unfinished(due);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private List<String> due() {
        Parking.promote(database);
        if (queues.isEmpty()) {
            return List.of();
        }
        String statement = queues.stream()
                .map(queue -> DUE.formatted(queue, queue.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("UNION ALL\n"));
        return database.rows(statement).stream()
                .filter(row -> row.getLong("messages") > 0)
                .map(Drain::inWords)
                .toList();
    }

    private static String inWords(Row row) {
        return row.getLong("messages") + " due in queue " + row.getString("queue");
    }

    private AssertionFailedError unfinished(List<String> due) {
        List<String> left = new ArrayList<>(due);
        work.messages().forEach(message -> left.add("in hand: " + message));
        return new AssertionFailedError("after " + deadline.toMillis() + " ms there is still work (" + String.join(", ", left)
                + "); until then: " + work.summary());
    }
}
