package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.chaos.MailEndpoint.Accepted;
import dev.taskwire.support.TestDatabase;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tasks that one statement assigns, each to somebody else. One assignee in a hundred has an address that the endpoint is to
 * refuse; of five hundred, one does not exist and one has no address. Whatever is noted as trouble is kept, since Taskwire
 * forgets it when a message is done.
 */
final class ManyAssignments {
    private static final String BAD = "bad-";

    private static final String ID = "('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid";

    private static final String TABLES = """
            CREATE TABLE profiles (id uuid PRIMARY KEY, email text, full_name text);
            CREATE TABLE tasks (id bigint PRIMARY KEY, title text, assignee_id uuid);
            SELECT taskwire.watch_assignments('tasks');
            CREATE TABLE trouble_seen (message_id bigint, attempts integer, releases integer, errors jsonb);
            CREATE FUNCTION see_trouble() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO public.trouble_seen VALUES (NEW.message_id, NEW.attempts, NEW.releases, NEW.errors);
              RETURN NULL;
            END
            $$;
            CREATE TRIGGER seen AFTER INSERT OR UPDATE ON taskwire.troubled_message
              FOR EACH ROW EXECUTE FUNCTION see_trouble();
            """;

    private enum Assignee {
        GOOD,
        REFUSED,
        UNKNOWN,
        WITHOUT_ADDRESS;

        static Assignee of(int task) {
            if (task % 100 == 7) {
                return REFUSED;
            }
            return task % 500 == 13 ? UNKNOWN : task % 500 == 14 ? WITHOUT_ADDRESS : GOOD;
        }
    }

    private final TestDatabase database;
    private final int tasks;

    ManyAssignments(TestDatabase database, int tasks) {
        this.database = database;
        this.tasks = tasks;
    }

    static boolean isBad(String address) {
        return address.startsWith(BAD);
    }

    void assign() throws SQLException {
        database.execute(TABLES
                + "INSERT INTO tasks SELECT n, 'task ' || n FROM generate_series(1, " + tasks + ") AS n;"
                + "INSERT INTO profiles SELECT " + ID + ", CASE WHEN n % 500 <> 14 THEN"
                + " CASE WHEN n % 100 = 7 THEN '" + BAD + "' ELSE 'user-' END || n || '@example.com' END, 'User ' || n"
                + " FROM generate_series(1, " + tasks + ") AS n WHERE n % 500 <> 13;"
                + "UPDATE tasks SET assignee_id = " + ID.replace("n::", "id::"));
    }

    int good() {
        return (int) tasks(Assignee.GOOD);
    }

    /** How many messages wait, in the queue or outside of it. */
    long waiting() throws SQLException {
        return database.count("SELECT (SELECT count(*) FROM pgmq.q_notifications)"
                + " + (SELECT count(*) FROM taskwire.parked_message)");
    }

    /** How many messages came back without an attempt. */
    long postponed() throws SQLException {
        return database.count("SELECT count(DISTINCT message_id) FROM trouble_seen WHERE releases > 0");
    }

    /** Each good address was mailed once, and nobody else. */
    void assertMailedOnce(MailEndpoint endpoint) {
        assertThat(endpoint.accepted().stream().map(Accepted::address).sorted().toList())
                .isEqualTo(numbers(Assignee.GOOD)
                        .mapToObj(n -> "user-" + n + "@example.com")
                        .sorted()
                        .toList());
        assertThat(endpoint.duplicates()).isEmpty();
    }

    /** Each good address was mailed, nobody else, and whatever came twice is one of which the ledger knows nothing. */
    void assertMailed(MailEndpoint endpoint) throws SQLException {
        assertThat(endpoint.addresses())
                .isEqualTo(numbers(Assignee.GOOD)
                        .mapToObj(n -> "user-" + n + "@example.com")
                        .collect(Collectors.toSet()));
        Set<String> unexplained = new HashSet<>(endpoint.duplicates().keySet());
        database.rows("SELECT event_id::text AS event FROM taskwire.email_deliveries WHERE unknowns > 0")
                .forEach(row -> unexplained.remove(String.valueOf(row.get("event"))));
        assertThat(unexplained).as("mails that came twice unexplained").isEmpty();
    }

    /** Each of the others is a dead letter, with its reason. */
    void assertDeadLetters() throws SQLException {
        Map<String, String> expected = new HashMap<>();
        numbers(Assignee.REFUSED).forEach(n -> expected.put("" + n, "SendGrid answered 400: this is no address"));
        numbers(Assignee.UNKNOWN)
                .forEach(n ->
                        expected.put("" + n, "the assignee cannot be told: there is no profile with the id " + id(n)));
        numbers(Assignee.WITHOUT_ADDRESS)
                .forEach(n -> expected.put("" + n, "the user " + id(n) + " has no e-mail address"));
        Map<String, String> found = new HashMap<>();
        database.rows("SELECT message ->> 'task_id' AS task, string_agg(reason, ' and ') AS reasons FROM job_failures"
                        + " GROUP BY 1")
                .forEach(row -> found.put(String.valueOf(row.get("task")), String.valueOf(row.get("reasons"))));
        assertThat(found).isEqualTo(expected);
    }

    /** What went well had no attempt that failed, and a dead letter has the one at which it was refused. */
    void assertNoAttemptWasInVain() throws SQLException {
        assertThat(database.count(
                        "SELECT count(*) FROM job_failures WHERE attempts <> 1 OR jsonb_array_length(errors) <> 1"))
                .as("dead letters with another number of attempts than one")
                .isZero();
        assertNoAttemptFailedBut("nothing");
    }

    /** @param reason a pattern of LIKE */
    void assertNoAttemptFailedBut(String reason) throws SQLException {
        assertThat(database.rows(
                        "SELECT errors #>> '{-1,reason}' AS reason, count(DISTINCT message_id) AS messages"
                                + " FROM trouble_seen WHERE attempts > 0 AND NOT errors #>> '{-1,reason}' LIKE ? GROUP BY 1",
                        reason))
                .as("attempts that failed")
                .isEmpty();
    }

    /** What was postponed and what became of the mails, in words. */
    String summary() throws SQLException {
        return postponed() + " messages postponed, "
                + database.count("SELECT count(*) FROM trouble_seen WHERE attempts > 0") + " attempts in vain, "
                + database.count("SELECT count(*) FROM job_failures") + " dead letters, "
                + database.count("SELECT sum(unknowns) FROM taskwire.email_deliveries") + " unknowns";
    }

    /** The ledger has each mail that was tried, and nothing is unknown. */
    void assertLedger() throws SQLException {
        Map<String, Long> ledger = new HashMap<>();
        database.rows("SELECT state, count(*) AS mails FROM taskwire.email_deliveries GROUP BY 1")
                .forEach(row -> ledger.put(String.valueOf(row.get("state")), (Long) row.get("mails")));
        assertThat(ledger).isEqualTo(Map.of("accepted", tasks(Assignee.GOOD), "failed", tasks(Assignee.REFUSED)));
        assertThat(database.count("SELECT sum(unknowns) FROM taskwire.email_deliveries"))
                .isZero();
    }

    void assertShownOnce() throws SQLException {
        assertThat(database.count("SELECT count(*) FROM notifications")).isEqualTo(tasks - tasks(Assignee.UNKNOWN));
    }

    private long tasks(Assignee kind) {
        return numbers(kind).count();
    }

    private IntStream numbers(Assignee kind) {
        return IntStream.rangeClosed(1, tasks).filter(n -> Assignee.of(n) == kind);
    }

    private static String id(int task) {
        return String.format("00000000-0000-4000-8000-%012d", task);
    }
}
