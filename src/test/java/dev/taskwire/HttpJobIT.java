package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.httpcall.CallEndpoint;
import dev.taskwire.httpcall.CallEndpoint.Asked;
import dev.taskwire.httpcall.CallEndpoint.Said;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows that become calls, one at a time. Each test has an HTTP queue of its own. */
@SuppressWarnings("NullAway.Init")
final class HttpJobIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final ConcurrentMap<String, Integer> SEEN = new ConcurrentHashMap<>();

    private static CallEndpoint endpoint;
    private static RunningTaskwire taskwire;

    @BeforeAll
    static void start() throws IOException {
        endpoint = CallEndpoint.answering(HttpJobIT::answer);
        taskwire = RunningTaskwire.start(POSTGRES.config("TASKWIRE_HTTP_CALLS_ALLOW", "127.0.0.0/8"));
    }

    @AfterAll
    static void stop() {
        taskwire.close();
        endpoint.close();
    }

    /** The path says what is answered: the statuses one after the other, the last one again and again. */
    private static Said answer(Asked call) {
        String path = call.uri().replaceFirst("\\?.*", "");
        String[] statuses = path.substring(path.lastIndexOf('/') + 1).split("-", -1);
        int times = SEEN.merge(path, 1, Integer::sum);
        int status = Integer.parseInt(statuses[Math.min(times, statuses.length) - 1]);
        return new Said(status, Map.of("X-Times", String.valueOf(times)), "{\"times\": " + times + "}");
    }

    private static void queue(String name, String statuses, String others) throws SQLException {
        POSTGRES.database()
                .execute("INSERT INTO taskwire.http_queue (name, url, backoff) VALUES ('" + name + "', '"
                        + endpoint.url() + "/" + name + "/" + statuses + "', '10 milliseconds')");
        if (!others.isEmpty()) {
            POSTGRES.database().execute("UPDATE taskwire.http_queue SET " + others + " WHERE name = '" + name + "'");
        }
    }

    private static long job(String json) throws SQLException {
        return POSTGRES.database().count("SELECT taskwire.http_call('" + json + "'::jsonb)");
    }

    private static void awaitStatus(long job, String status) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(value(job, "status || errors::text")).startsWith(status));
    }

    private static String value(long job, String column) throws SQLException {
        return String.valueOf(
                POSTGRES.database().value("SELECT " + column + " FROM taskwire.http_job WHERE id = ?", job));
    }

    private static Asked lastOf(String queue) {
        return endpoint.asked().stream()
                .filter(call -> call.uri().startsWith("/" + queue + "/"))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    @Test
    void aRowBecomesACallAndHasItsResult() throws SQLException {
        queue("plain", "201", "");
        POSTGRES.database()
                .execute(
                        "INSERT INTO taskwire.http_job (queue, payload, path, query, headers) VALUES"
                                + " ('plain', '{\"invoice\": 17}', '?kind=x', '{\"page\": 2, \"tag\": [\"a b\", \"c\"]}', '{\"X-Mine\": \"yes\"}')");
        long job = POSTGRES.database().count("SELECT max(id) FROM taskwire.http_job WHERE queue = 'plain'");
        awaitStatus(job, "successful");
        Asked call = lastOf("plain");
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.uri()).isEqualTo("/plain/201?kind=x&tag=a%20b&tag=c&page=2");
        assertThat(new JsonObject(call.body())).isEqualTo(new JsonObject().put("invoice", 17));
        assertThat(call.header("x-mine")).isEqualTo("yes");
        assertThat(call.header("content-type")).isEqualTo("application/json");
        assertThat(call.header("idempotency-key")).isEqualTo(value(job, "idempotency_key"));
        assertThat(call.header("taskwire-attempt")).isEqualTo("1");
        assertThat(value(job, "result_status")).isEqualTo("201");
        assertThat(value(job, "result_body")).isEqualTo("{\"times\": 1}");
        assertThat(value(job, "result_headers ->> 'x-times'")).isEqualTo("1");
        assertThat(value(job, "ended_at >= started_at")).isEqualTo("true");
    }

    @Test
    void aJobOfATransactionThatIsRolledBackIsNeverCalled() throws SQLException {
        queue("rolled", "200", "");
        try (Connection connection = POSTGRES.database().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO taskwire.http_job (queue) VALUES ('rolled')");
            connection.rollback();
        }
        long job = job("{\"queue\": \"rolled\"}");
        awaitStatus(job, "successful");
        assertThat(SEEN.get("/rolled/200")).isEqualTo(1);
    }

    @Test
    void aGetCarriesItsPayloadAsParameters() throws SQLException {
        queue("getting", "200", "method = 'GET'");
        awaitStatus(
                job("{\"queue\": \"getting\", \"payload\": {\"q\": \"ä&b\", \"n\": 1, \"none\": null}}"), "successful");
        assertThat(lastOf("getting").uri()).isEqualTo("/getting/200?n=1&q=%C3%A4%26b");
        assertThat(lastOf("getting").body()).isEmpty();
    }

    @Test
    void eachMethodIsSent() throws SQLException {
        queue("methods", "200", "");
        for (String method : new String[] {"PUT", "PATCH", "DELETE"}) {
            awaitStatus(
                    job("{\"queue\": \"methods\", \"method\": \"" + method + "\", \"payload\": [1]}"), "successful");
            assertThat(lastOf("methods").method()).isEqualTo(method);
            assertThat(lastOf("methods").body()).isEqualTo("[1]");
        }
    }

    @Test
    void aCallThatFailsIsTriedAgainWithTheSameKey() throws SQLException {
        queue("again", "500-502-200", "");
        long job = job("{\"queue\": \"again\"}");
        awaitStatus(job, "successful");
        assertThat(value(job, "attempts")).isEqualTo("3");
        assertThat(value(job, "jsonb_path_query_array(errors, '$.status')")).isEqualTo("[500, 502]");
        assertThat(lastOf("again").header("taskwire-attempt")).isEqualTo("3");
        assertThat(lastOf("again").header("idempotency-key")).isEqualTo(value(job, "idempotency_key"));
    }

    @Test
    void aJobWhoseAttemptsAreUsedUpIsADeadLetterAndCanBeRedriven() throws SQLException {
        queue("bad", "500-500-200", "attempts = 2");
        long job = job("{\"queue\": \"bad\"}");
        awaitStatus(job, "failed");
        assertThat(POSTGRES.database()
                        .rows(
                                "SELECT reason, attempts, jsonb_array_length(errors) AS errors FROM job_failures WHERE message ->> 'job' = ?",
                                String.valueOf(job)))
                .containsExactly(
                        Map.of("reason", "HTTP queue bad: the endpoint answered 500", "attempts", 2, "errors", 2));
        assertThat(POSTGRES.database().count("SELECT taskwire.redrive_http_jobs(ARRAY[" + job + "])"))
                .isEqualTo(1);
        awaitStatus(job, "successful");
        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM job_failures WHERE message ->> 'job' = '" + job
                                + "' AND redriven_at IS NULL"))
                .isZero();
    }

    @Test
    void aDeadLetterThatIsSentBackBeginsItsJobAgain() throws SQLException {
        queue("sentback", "404-200", "");
        long job = job("{\"queue\": \"sentback\"}");
        awaitStatus(job, "failed");
        POSTGRES.database().execute("SELECT taskwire.send('http_calls', '{\"job\": " + job + "}')");
        awaitStatus(job, "successful");
    }

    @Test
    void aMessageThatNamesNoJobIsADeadLetter() throws SQLException {
        POSTGRES.database().execute("SELECT taskwire.send('http_calls', '{\"job\": 123456789}')");
        await().untilAsserted(() -> assertThat(POSTGRES.database()
                        .value("SELECT reason FROM job_failures WHERE message = '{\"job\": 123456789}'"))
                .startsWith("the message names no HTTP job"));
    }

    @Test
    void anAnswerThatIsFinalIsNotAskedForAgain() throws SQLException {
        queue("final", "422", "");
        long job = job("{\"queue\": \"final\"}");
        awaitStatus(job, "failed");
        assertThat(value(job, "attempts")).isEqualTo("1");
    }

    @Test
    void aRedirectIsNotFollowed() throws SQLException {
        queue("moved", "302", "");
        awaitStatus(job("{\"queue\": \"moved\"}"), "failed");
    }

    @Test
    void theQueueSaysWhatSuccessIs() throws SQLException {
        queue("gone", "404", "success_codes = '200-299,404'");
        awaitStatus(job("{\"queue\": \"gone\"}"), "successful");
    }

    @Test
    void aDestinationThatIsBusyIsLeftAloneAndNoAttemptIsCounted() throws SQLException {
        queue("busy", "429-503-200", "attempts = 1");
        POSTGRES.database()
                .execute("INSERT INTO taskwire.http_queue (name, url) VALUES ('same_host', '" + endpoint.url()
                        + "/same_host/200')");
        long job = job("{\"queue\": \"busy\"}");
        await().until(() -> POSTGRES.database()
                        .count(
                                "SELECT count(*) FROM taskwire.http_queue_state WHERE queue IN ('busy', 'same_host') AND closed_until > clock_timestamp()")
                == 2);
        assertThat(value(job, "attempts || status")).isEqualTo("0pending");
        POSTGRES.database()
                .execute(
                        "UPDATE taskwire.http_queue_state SET closed_until = NULL; UPDATE taskwire.http_job SET due_at = clock_timestamp() WHERE queue = 'busy'");
        await().atMost(Duration.ofSeconds(15)).until(() -> SEEN.getOrDefault("/busy/429-503-200", 0) == 2);
        await().until(() -> value(job, "status").equals("pending"));
        POSTGRES.database()
                .execute(
                        "UPDATE taskwire.http_queue_state SET closed_until = NULL; UPDATE taskwire.http_job SET due_at = clock_timestamp() WHERE queue = 'busy'");
        await().atMost(Duration.ofSeconds(15)).until(() -> value(job, "status").equals("successful"));
    }

    @Test
    void aJobIsNotCalledBeforeItIsDueNorWhileItIsStaged() throws SQLException {
        queue("due", "200", "");
        long due = job("{\"queue\": \"due\", \"delay\": \"1 second\"}");
        long staged = POSTGRES.database()
                .count("INSERT INTO taskwire.http_job (queue, status) VALUES ('due', 'staged') RETURNING id");
        awaitStatus(due, "successful");
        assertThat(value(due, "started_at >= due_at")).isEqualTo("true");
        assertThat(value(staged, "status")).isEqualTo("staged");
        POSTGRES.database().execute("UPDATE taskwire.http_job SET status = 'pending' WHERE id = " + staged);
        awaitStatus(staged, "successful");
    }

    @Test
    void aJobThatIsCancelledIsNotCalled() throws SQLException {
        queue("cancelling", "200", "workers = 0");
        long job = job("{\"queue\": \"cancelling\"}");
        await().until(() -> value(job, "ready").equals("true"));
        assertThat(POSTGRES.database().count("SELECT taskwire.cancel_http_jobs(ARRAY[" + job + "])"))
                .isEqualTo(1);
        POSTGRES.database().execute("UPDATE taskwire.http_queue SET workers = 5 WHERE name = 'cancelling'");
        long next = job("{\"queue\": \"cancelling\"}");
        awaitStatus(next, "successful");
        assertThat(value(job, "status")).isEqualTo("cancelled");
        assertThat(SEEN.get("/cancelling/200")).isEqualTo(1);
    }

    @Test
    void whatCannotBeAJobIsRefusedInWords() {
        assertThatThrownBy(() -> job("{\"queue\": \"nowhere\"}"))
                .hasMessageContaining("There is no HTTP queue 'nowhere'.");
        assertThatThrownBy(() -> job("{\"queue\": \"nowhere\", \"paylod\": 1}"))
                .hasMessageContaining("A job has no paylod.");
        assertThatThrownBy(() -> POSTGRES.database()
                        .execute("INSERT INTO taskwire.http_queue (name, url) VALUES ('x', 'ftp://example.com')"))
                .hasMessageContaining("http_queue_url_check");
    }

    @Test
    void anAddressThatMayNotBeReachedFailsAtOnce() throws SQLException {
        POSTGRES.database()
                .execute(
                        "INSERT INTO taskwire.http_queue (name, url) VALUES ('metadata', 'http://169.254.169.254/latest')");
        long job = job("{\"queue\": \"metadata\"}");
        awaitStatus(job, "failed");
        assertThat(value(job, "errors -> 0 ->> 'reason'")).contains("169.254.169.254");
    }
}
