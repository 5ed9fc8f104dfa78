package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.chaos.TimedEndpoint.Came;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TaskwireProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * HTTP-call queues under load, by processes of their own: never more calls at once than workers, and hardly ever fewer.
 * TASKWIRE_TEST_HTTP_CALLS and TASKWIRE_TEST_HTTP_RATE_SECONDS make it longer, TASKWIRE_TEST_HTTP_MOST_OF_IDEAL stricter.
 */
@SuppressWarnings("NullAway.Init")
final class HttpCallsChaosIT {
    private static final int CALLS = number("TASKWIRE_TEST_HTTP_CALLS", 2000);
    private static final int RATE_SECONDS = number("TASKWIRE_TEST_HTTP_RATE_SECONDS", 8);
    private static final int WORKERS = 20;
    private static final int KILLS = 3;

    /** Until the others count a process as dead. */
    private static final Duration A_KILL_COSTS = Duration.ofSeconds(5);

    /** On an idle machine it is 1.15; beside other tests nobody can say. */
    private static final double MOST_OF_IDEAL =
            Double.parseDouble(Objects.requireNonNullElse(System.getenv("TASKWIRE_TEST_HTTP_MOST_OF_IDEAL"), "1.5"));

    private static final int RATE = 100;
    private static final Duration CALL = Duration.ofMillis(50);
    private static final Duration IDEAL = CALL.multipliedBy(CALLS / WORKERS);
    private static final Duration MOST = Duration.ofMinutes(3);

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    private final Deque<TaskwireProcess> processes = new ArrayDeque<>();
    private TimedEndpoint endpoint;

    private static int number(String variable, int otherwise) {
        return Integer.parseInt(Objects.requireNonNullElse(System.getenv(variable), String.valueOf(otherwise)));
    }

    @BeforeEach
    void start() throws SQLException {
        endpoint = new TimedEndpoint(CALL);
        postgres.database()
                .execute("INSERT INTO taskwire.http_queue (name, url, workers) VALUES ('load', '" + endpoint.url()
                        + "', " + WORKERS + ")");
    }

    @AfterEach
    void stop() throws IOException {
        for (TaskwireProcess process : processes) {
            process.close();
        }
        endpoint.close();
    }

    private void startProcesses(int number) throws Exception {
        for (int i = 0; i < number; i++) {
            begin();
        }
        for (TaskwireProcess process : processes) {
            awaitWorking(process);
        }
        // The first calls of a process load its classes.
        insert(300, "NULL");
        awaitEnd();
        endpoint.forget();
    }

    private static void awaitWorking(TaskwireProcess process) {
        await().atMost(MOST).until(() -> process.output().contains("listening for wakes"));
    }

    @CanIgnoreReturnValue
    private TaskwireProcess begin() throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TASKWIRE_HTTP_PORT", "0",
                "TASKWIRE_DATABASE_POOL_SIZE", "4",
                "TASKWIRE_HTTP_CALLS_ALLOW", "127.0.0.1"));
        environment.put("DATABASE_URL", postgres.database().url());
        TaskwireProcess process = TaskwireProcess.start(environment, "serve");
        processes.addLast(process);
        return process;
    }

    private void insert(int number, String key) throws SQLException {
        postgres.database()
                .execute("INSERT INTO taskwire.http_job (queue, concurrency_key, headers) SELECT 'load', " + key
                        + ", jsonb_build_object('X-Key', coalesce(" + key + ", '')) FROM generate_series(1, " + number
                        + ") AS n");
    }

    /** Asked seldom, since each time takes from the processes what they need. */
    private void awaitEnd() {
        await().atMost(MOST)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> postgres.database().count("""
                        SELECT count(*) FROM (
                          SELECT FROM taskwire.http_job WHERE queue = 'load' AND status IN ('pending', 'in_progress') LIMIT 1) AS open""") == 0);
    }

    /** From the first call until the last one was answered. */
    private Duration took() {
        List<Came> came = endpoint.came();
        Duration first = came.stream().map(Came::at).min(Duration::compareTo).orElseThrow();
        Duration last = came.stream().map(Came::at).max(Duration::compareTo).orElseThrow();
        return last.minus(first).plus(CALL);
    }

    private static double ratio(Duration took, Duration ideal) {
        return Math.round(100.0 * took.toNanos() / ideal.toNanos()) / 100.0;
    }

    @Test
    void oneProcessMakesAsManyCallsAtOnceAsThereAreWorkers() throws Exception {
        allCallsInNearlyTheIdealTime(1);
    }

    @Test
    void threeProcessesTogetherMakeAsManyCallsAtOnceAsThereAreWorkers() throws Exception {
        allCallsInNearlyTheIdealTime(3);
    }

    private void allCallsInNearlyTheIdealTime(int number) throws Exception {
        startProcesses(number);
        insert(CALLS, "NULL");
        awaitEnd();
        double ratio = ratio(took(), IDEAL);
        System.out.println("chaos: " + CALLS + " HTTP calls of " + CALL.toMillis() + " ms by " + number + " processes, "
                + WORKERS + " at once: " + took() + ", " + ratio + " of the ideal time");
        assertThat(endpoint.mostSince()).isEqualTo(WORKERS);
        assertThat(endpoint.came()).hasSize(CALLS);
        assertThat(took()).isLessThanOrEqualTo(mostOf(IDEAL));
    }

    /** Each of the three is killed once, sooner than another can take its place, so that those are hit that have calls under way. */
    @Test
    void aProcessThatIsKilledGivesItsPermitsBackAndNoCallIsLost() throws Exception {
        startProcesses(3);
        insert(CALLS, "NULL");
        for (int kill = 1; kill <= KILLS; kill++) {
            int killAt = CALLS * kill / (KILLS + 1);
            await().atMost(MOST).until(() -> endpoint.came().size() >= killAt);
            try (TaskwireProcess killed = processes.removeFirst()) {
                assertThat(killed.kill()).isNotZero();
            }
            begin();
        }
        awaitEnd();
        List<Long> twice = madeTwice();
        List<Long> interrupted =
                postgres.database().rows("SELECT id FROM taskwire.http_job WHERE interruptions > 0").stream()
                        .map(row -> (Long) row.get("id"))
                        .toList();
        System.out.println("chaos: the same by three processes, each killed once: " + took() + ", ideal " + IDEAL + "; "
                + interrupted.size() + " calls interrupted, " + twice.size() + " made twice");
        assertThat(endpoint.mostSince()).isLessThanOrEqualTo(WORKERS);
        assertThat(took()).isLessThan(mostOf(IDEAL).plus(A_KILL_COSTS.multipliedBy(KILLS)));
        assertThat(postgres.database().count("SELECT count(*) FROM taskwire.http_job WHERE status <> 'successful'"))
                .isZero();
        assertThat(interrupted).isNotEmpty().containsAll(twice);
    }

    private List<Long> madeTwice() {
        return endpoint.came().stream()
                .collect(Collectors.groupingBy(Came::job, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(job -> job.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Duration mostOf(Duration ideal) {
        return Duration.ofNanos((long) (ideal.toNanos() * MOST_OF_IDEAL));
    }

    @Test
    void anotherNumberOfWorkersCountsWithinASecond() throws Exception {
        startProcesses(3);
        insert(CALLS, "NULL");
        await().atMost(MOST).until(() -> endpoint.mostSince() == WORKERS);
        for (int workers : new int[] {2, 50}) {
            postgres.database().execute("UPDATE taskwire.http_queue SET workers = " + workers);
            long begun = System.nanoTime();
            // Calls that ended together leave a moment in which there are few in any case.
            Duration lasts = workers < WORKERS ? Duration.ofMillis(200) : Duration.ZERO;
            await().pollInterval(Duration.ofMillis(5))
                    .during(lasts)
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> workers < WORKERS ? endpoint.now() <= workers : endpoint.now() > WORKERS);
            Duration after = Duration.ofNanos(System.nanoTime() - begun).minus(lasts);
            System.out.println("chaos: " + workers + " workers were seen by the endpoint after " + after);
            assertThat(after).isLessThan(Duration.ofSeconds(1));
            endpoint.mostSince();
            int before = endpoint.came().size();
            await().atMost(MOST).until(() -> endpoint.came().size() >= before + 10 * workers);
            assertThat(endpoint.mostSince()).isBetween(enough(workers), workers);
        }
    }

    /** A thousand calls a second are nearly more than the machine can, so that not all begin at the same moment. */
    private static int enough(int workers) {
        return workers * 9 / 10;
    }

    @Test
    void aRateHoldsOverAllProcesses() throws Exception {
        startProcesses(3);
        postgres.database().execute("UPDATE taskwire.http_queue SET rate = " + RATE);
        insert(RATE * (RATE_SECONDS + 2), "NULL");
        Duration first = await().atMost(MOST)
                .until(
                        () -> endpoint.came().stream()
                                .map(Came::at)
                                .min(Duration::compareTo)
                                .orElse(Duration.ZERO),
                        at -> !at.isZero());
        await().atMost(MOST)
                .until(() -> Duration.ofNanos(System.nanoTime()).compareTo(first.plusSeconds(RATE_SECONDS)) > 0);
        long within = endpoint.came().stream()
                .filter(came -> came.at().compareTo(first.plusSeconds(RATE_SECONDS)) < 0)
                .count();
        System.out.println("chaos: a rate of " + RATE + " a second over three processes: " + within + " calls within "
                + RATE_SECONDS + " s");
        assertThat(within).isBetween(98L * RATE * RATE_SECONDS / 100, 102L * RATE * RATE_SECONDS / 100);
    }

    /** It has two of the twenty workers at the most, and its turn like any other. */
    @Test
    void aBusyKeyDoesNotStarveTheOthers() throws Exception {
        startProcesses(3);
        postgres.database().execute("UPDATE taskwire.http_queue SET key_workers = 2");
        Duration alone = othersWait();
        endpoint.forget();
        insert(CALLS, "'busy'");
        await().atMost(MOST).until(() -> endpoint.now() == 2);
        Duration beside = othersWait();
        System.out.println("chaos: p99 of the wait of 99 keys: alone " + alone + ", beside a busy one " + beside);
        assertThat(beside).isLessThan(alone.multipliedBy(3).dividedBy(2));
    }

    /** The longest but one in a hundred waits from the insert to the call, of ten calls for each of 99 keys. */
    private Duration othersWait() throws SQLException {
        postgres.database()
                .execute(
                        "INSERT INTO taskwire.http_job (queue, concurrency_key, headers)"
                                + " SELECT 'load', 'key ' || k, jsonb_build_object('X-Key', 'key ' || k) FROM generate_series(1, 99) AS k, generate_series(1, 10)");
        await().atMost(MOST)
                .until(() -> postgres.database()
                                .count(
                                        "SELECT count(*) FROM taskwire.http_job WHERE concurrency_key LIKE 'key %' AND status <> 'successful'")
                        == 0);
        double seconds = Double.parseDouble(String.valueOf(postgres.database().value("""
                SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM started_at - created_at))
                FROM taskwire.http_job WHERE concurrency_key LIKE 'key %'""")));
        postgres.database().execute("DELETE FROM taskwire.http_job WHERE concurrency_key LIKE 'key %'");
        return Duration.ofMillis((long) (seconds * 1000));
    }
}
