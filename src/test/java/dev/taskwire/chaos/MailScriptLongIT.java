package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.MailEndpoint.Answer;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A mail endpoint that answers by script: what the ledger says afterwards, and who got a mail twice. */
@ExtendWith(VertxExtension.class)
final class MailScriptLongIT {
    private static final Duration MOST = Duration.ofSeconds(60);

    /** The first answer to each mail; every further one is an acceptance. Twenty mails for each. */
    private static final List<Answer> FIRST_ANSWERS = List.of(
            Answer.ACCEPT,
            Answer.TOO_MANY,
            Answer.UNAVAILABLE,
            Answer.ACCEPT_BUT_ERROR,
            Answer.ACCEPT_BUT_RESET,
            Answer.ACCEPT_BUT_HANG,
            Answer.RESET_UNREAD);

    private static final List<Answer> ACCEPTED_UNSAID =
            List.of(Answer.ACCEPT_BUT_ERROR, Answer.ACCEPT_BUT_RESET, Answer.ACCEPT_BUT_HANG);

    private static final int EACH = 20;

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final Map<String, Answer> scripted = new ConcurrentHashMap<>();
    private final Map<Answer, Long> seen = new ConcurrentHashMap<>();

    @Test
    void theLedgerAndTheDuplicatesAreWhatTheScriptDemands(Vertx vertx) throws Exception {
        TestDatabase database = POSTGRES.database();
        TaskWriters.createTables(database);
        int mails = EACH * FIRST_ANSWERS.size();
        try (MailEndpoint endpoint = MailEndpoint.open(vertx);
                Fleet fleet = new Fleet(
                        database,
                        endpoint,
                        Map.of(
                                "TASKWIRE_MAIL_TIMEOUT", "6s",
                                "TASKWIRE_QUEUES_NOTIFICATIONS_BACKOFF", "500ms",
                                "TASKWIRE_QUEUES_NOTIFICATIONS_POLL_INTERVAL", "200ms"))) {
            endpoint.answersMails(this::answer);
            database.execute("INSERT INTO tasks SELECT n, 'task ' || n FROM generate_series(1, " + mails + ") AS n;"
                    + "UPDATE tasks SET assignee_id = '" + TaskWriters.ASSIGNEE + "'");
            assertThat(fleet.start().key()).isNotEmpty();
            assertThat(fleet.start().key()).isNotEmpty();
            await().atMost(MOST).until(() -> database.count("SELECT count(*) FROM pgmq.q_notifications") == 0);

            Map<String, Long> ledger = database
                    .rows("SELECT state || ' after ' || sends || ' sends, ' || unknowns || ' unknown' AS end, count(*)"
                            + " FROM taskwire.email_deliveries GROUP BY 1")
                    .stream()
                    .collect(Collectors.toMap(row -> String.valueOf(row.get("end")), row -> (Long) row.get("count")));
            int ambiguous = EACH * ACCEPTED_UNSAID.size();
            System.out.println("chaos: mail endpoint by script, answers given " + seen + ": ledger " + ledger + "; "
                    + endpoint.duplicates().size() + " mails twice at the endpoint, " + ambiguous
                    + " of which the script lost the answer");
            assertThat(seen).containsOnlyKeys(FIRST_ANSWERS);
            assertThat(endpoint.duplicates()).hasSize(ambiguous);
            assertThat(endpoint.duplicates().values()).containsOnly(2L);
            assertThat(endpoint.subjects()).hasSize(mails);
            assertThat(unknowns(database)).containsAll(endpoint.duplicates().keySet());
            assertThat(ledger)
                    .as(() -> "the ledger, with the errors " + errors(database))
                    .containsEntry("accepted after 1 sends, 0 unknown", (long) EACH)
                    .containsEntry("accepted after 2 sends, 0 unknown", 2L * EACH)
                    .containsEntry("accepted after 2 sends, 1 unknown", 4L * EACH)
                    .hasSize(3);
            assertThat(database.count("SELECT count(*) FROM job_failures")).isZero();
        }
    }

    private Answer answer(String subject) {
        Answer first = scripted.putIfAbsent(subject, Answer.ACCEPT);
        int number = Integer.parseInt(subject.substring(subject.lastIndexOf(' ') + 1));
        Answer answer = first == null ? FIRST_ANSWERS.get(number % FIRST_ANSWERS.size()) : first;
        seen.merge(answer, 1L, Long::sum);
        return answer;
    }

    private static String errors(TestDatabase database) {
        try {
            return String.valueOf(
                    database.value("SELECT array_agg(DISTINCT last_error)" + " FROM taskwire.email_deliveries"));
        } catch (SQLException gone) {
            return String.valueOf(gone.getMessage());
        }
    }

    private static List<String> unknowns(TestDatabase database) throws Exception {
        return database
                .rows("SELECT event_id::text AS event FROM taskwire.email_deliveries WHERE unknowns > 0")
                .stream()
                .map(row -> String.valueOf(row.get("event")))
                .toList();
    }
}
