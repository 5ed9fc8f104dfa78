package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what was committed with what came of it, after the queues have run empty. */
final class Verdict {
    private final TestDatabase database;
    private final Oracle oracle;

    Verdict(TestDatabase database, Oracle oracle) {
        this.database = database;
        this.oracle = oracle;
    }

    /** Waits until nothing waits in the queues and beside them. */
    void awaitDrained(Duration most) {
        await().atMost(most)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> waiting() == 0);
    }

    long waiting() throws SQLException {
        return database.count("SELECT (SELECT count(*) FROM pgmq.q_activity_log)"
                + " + (SELECT count(*) FROM pgmq.q_notifications) + (SELECT count(*) FROM taskwire.parked_message)");
    }

    /** Each committed change is in the log once, and nothing else is; answers how many that were. */
    int assertLoggedExactlyOnce() throws SQLException, IOException {
        Map<String, Long> logged = new HashMap<>();
        for (Map<String, @Nullable Object> row : database.rows(
                "SELECT action || ' ' || entity_key AS change, count(*) AS times FROM activity_logs GROUP BY 1")) {
            logged.put(String.valueOf(row.get("change")), (Long) row.get("times"));
        }
        Set<String> committed = committed();
        Set<String> missing = new HashSet<>(committed);
        missing.removeAll(logged.keySet());
        Set<String> invented = new HashSet<>(logged.keySet());
        invented.removeAll(committed);
        logged.values().removeIf(times -> times == 1);
        assertThat(missing).as("committed and not logged").isEmpty();
        assertThat(invented).as("logged and not committed").isEmpty();
        assertThat(logged).as("logged more than once").isEmpty();
        return committed.size();
    }

    /** Each committed assignment was mailed, and no other; answers how many that were. */
    int assertMailed(MailEndpoint endpoint) throws SQLException, IOException {
        Set<String> assigned = committed().stream()
                .filter(change -> change.startsWith("updated "))
                .map(change -> "You have a new task: task " + change.substring("updated ".length()))
                .collect(Collectors.toSet());
        assertThat(endpoint.subjects()).isEqualTo(assigned);
        return assigned.size();
    }

    /** The mails that the endpoint got twice although the ledger does not say that an answer was lost. */
    Set<String> unexplained(MailEndpoint endpoint) throws SQLException {
        Set<String> unexplained = new HashSet<>(endpoint.duplicates().keySet());
        database.rows("SELECT event_id::text AS event FROM taskwire.email_deliveries WHERE unknowns > 0")
                .forEach(row -> unexplained.remove(String.valueOf(row.get("event"))));
        return unexplained;
    }

    long deadLetters() throws SQLException {
        return database.count("SELECT count(*) FROM job_failures");
    }

    /** Where a writer never heard whether its commit went through, the table itself says so. */
    private Set<String> committed() throws SQLException, IOException {
        Set<String> committed = oracle.committed();
        Set<String> doubtful = oracle.inDoubt();
        if (!doubtful.isEmpty()) {
            Set<String> there = database.rows("SELECT id FROM tasks").stream()
                    .map(row -> String.valueOf(row.get("id")))
                    .collect(Collectors.toSet());
            doubtful.removeIf(change -> !there.contains(change.substring(change.indexOf(' ') + 1)));
            committed.addAll(doubtful);
        }
        return committed;
    }
}
