package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.httpcall.CallEndpoint;
import dev.taskwire.httpcall.CallEndpoint.Said;
import dev.taskwire.support.PostgresExtension;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many calls run at once, and what becomes of those that nobody ends. The endpoint holds each call until the test lets it go. */
@SuppressWarnings("NullAway.Init")
final class HttpPermitIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final Semaphore let = new Semaphore(0);
    private final List<RunningTaskwire> running = new ArrayList<>();
    private CallEndpoint endpoint;

    @BeforeEach
    void begin() throws IOException, SQLException {
        endpoint = CallEndpoint.holding(let);
        POSTGRES.database().execute("""
                TRUNCATE taskwire.http_job, taskwire.http_job_dependency, taskwire.http_permit, taskwire.http_process,
                  taskwire.http_queue_state, taskwire.http_queue, pgmq.q_http_calls;
                INSERT INTO taskwire.http_queue (name, url, workers, backoff) VALUES ('held', '%s', 3, '10 milliseconds')
                """.formatted(endpoint.url()));
    }

    @AfterEach
    void end() {
        let.release(1_000_000);
        running.forEach(RunningTaskwire::close);
        endpoint.close();
    }

    @CanIgnoreReturnValue
    private RunningTaskwire start() {
        RunningTaskwire taskwire = RunningTaskwire.start(
                POSTGRES.config("TASKWIRE_HTTP_CALLS_ALLOW", "127.0.0.1", "TASKWIRE_SHUTDOWN_DEADLINE", "1s"));
        running.add(taskwire);
        return taskwire;
    }

    private static void jobs(int number, String key) throws SQLException {
        POSTGRES.database()
                .execute("INSERT INTO taskwire.http_job (queue, concurrency_key) SELECT 'held', " + key
                        + " FROM generate_series(1, " + number + ")");
    }

    private static long count(String condition) throws SQLException {
        return POSTGRES.database().count("SELECT count(*) FROM taskwire.http_job WHERE " + condition);
    }

    private void awaitHeld(int calls) {
        await().until(() -> endpoint.now() == calls);
    }

    /** As long as it takes for a process to look for permits several times. */
    private void staysAt(int calls) {
        await().during(Duration.ofMillis(700)).until(() -> endpoint.now() == calls);
    }

    @Test
    void twoProcessesHaveNoMoreCallsUnderWayThanTheQueueHasWorkers() throws SQLException {
        start();
        start();
        jobs(10, "NULL");
        awaitHeld(3);
        staysAt(3);
        let.release(10);
        await().until(() -> count("status = 'successful'") == 10);
        assertThat(endpoint.mostSince()).isEqualTo(3);
    }

    @Test
    void aKeyHasNoMoreCallsUnderWayThanItMay() throws SQLException {
        POSTGRES.database().execute("UPDATE taskwire.http_queue SET workers = 10, key_workers = 2");
        start();
        jobs(5, "'customer 1'");
        awaitHeld(2);
        staysAt(2);
        jobs(5, "'customer 2'");
        jobs(1, "NULL");
        awaitHeld(5);
        let.release(11);
        await().until(() -> count("status = 'successful'") == 11);
    }

    @Test
    void thePermitsOfAProcessThatIsSilentComeBackAndItsCallIsNoAttempt() throws SQLException {
        POSTGRES.database().execute("UPDATE taskwire.http_queue SET workers = 1");
        POSTGRES.database().execute("""
                INSERT INTO taskwire.http_process (id, alive_until)
                VALUES ('00000000-0000-0000-0000-000000000001', clock_timestamp() + interval '2 seconds');
                INSERT INTO taskwire.http_job (queue) VALUES ('held');
                SELECT taskwire.turn_http_calls('00000000-0000-0000-0000-000000000001', '[]', '[]', '{}', 10, 10, '{}')
                """);
        assertThat(count("status = 'in_progress'")).isEqualTo(1);
        start();
        jobs(1, "NULL");
        let.release(2);
        await().atMost(Duration.ofSeconds(5)).until(() -> count("status = 'successful'") == 2);
        assertThat(count("interruptions = 1 AND attempts = 1")).isEqualTo(1);
    }

    @Test
    void aProcessThatWasCountedAsDeadEndsItsCallsAndBeginsAgainUnderAnotherName() throws SQLException {
        start();
        jobs(1, "NULL");
        awaitHeld(1);
        POSTGRES.database()
                .execute("UPDATE taskwire.http_process SET alive_until = clock_timestamp() - interval '1 second'");
        await().until(() -> endpoint.asked().size() == 2);
        let.release(2);
        await().until(() -> count("status = 'successful' AND interruptions = 1") == 1);
    }

    @Test
    void aProcessThatStopsGivesBackWhatItHasNotEnded() throws SQLException {
        RunningTaskwire taskwire = start();
        jobs(2, "NULL");
        awaitHeld(2);
        running.remove(taskwire);
        taskwire.close();
        assertThat(count("status = 'pending' AND ready AND attempts = 0 AND interruptions = 0"))
                .isEqualTo(2);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.http_permit"))
                .isZero();
    }

    @Test
    void anEndpointThatHangsCostsOneWorkerForItsTimeoutAndNothingElse() throws SQLException {
        POSTGRES.database()
                .execute("UPDATE taskwire.http_queue SET timeout = '300 milliseconds', workers = 1, attempts = 2");
        start();
        jobs(1, "NULL");
        await().until(() -> count("status = 'failed' AND attempts = 2") == 1);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.http_permit"))
                .isZero();
        assertThat(POSTGRES.database().value("SELECT errors -> 0 ->> 'reason' FROM taskwire.http_job"))
                .contains("300 ms");
    }

    @Test
    void aJobThatKillsItsProcessAgainAndAgainHasFailed() throws SQLException {
        POSTGRES.database().execute("""
                INSERT INTO taskwire.http_job (queue) VALUES ('held');
                DO $$
                DECLARE
                  process uuid;
                BEGIN
                  FOR time IN 1 .. 11 LOOP
                    process := gen_random_uuid();
                    PERFORM taskwire.keep_http_process(process, interval '1 minute', true);
                    PERFORM taskwire.turn_http_calls(process, '[]', '[]', '{}', 10, 10, '{}');
                    UPDATE taskwire.http_process SET alive_until = '-infinity';
                    PERFORM taskwire.keep_http_process(gen_random_uuid(), interval '1 minute', true);
                  END LOOP;
                END
                $$
                """);
        assertThat(count("status = 'failed' AND interruptions = 10")).isEqualTo(1);
    }

    @Test
    void jobsAreSpreadOverKeysOneByOne() throws SQLException {
        POSTGRES.database().execute("UPDATE taskwire.http_queue SET workers = 1");
        jobs(5, "'busy'");
        jobs(2, "'quiet'");
        let.release(7);
        start();
        await().until(() -> count("status = 'successful'") == 7);
        List<Object> order = new ArrayList<>();
        POSTGRES.database()
                .rows("SELECT concurrency_key FROM taskwire.http_job ORDER BY started_at")
                .forEach(row -> order.add(String.valueOf(row.get("concurrency_key"))));
        assertThat(order.subList(0, 4)).containsExactlyInAnyOrder("busy", "quiet", "busy", "quiet");
    }

    @Test
    void anAnswerThatIsTooLongIsCut() throws Exception {
        try (CallEndpoint talker = CallEndpoint.answering(call -> Said.ok("x".repeat(1000)))) {
            POSTGRES.database().execute("UPDATE taskwire.http_queue SET body_limit = 10, url = '" + talker.url() + "'");
            start();
            jobs(1, "NULL");
            await().until(() ->
                    count("status = 'successful' AND result_truncated AND result_body = 'xxxxxxxxxx'") == 1);
        }
    }
}
