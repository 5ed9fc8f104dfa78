package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A million old rows go while the pipeline runs: no transaction is long, and the p99 of the wake stays under twice its usual.
 *
 * <p>Changes come at one steady pace all the time. What is usual is measured in the same run, before and after the clean-up. A
 * p99 is that of {@value #WINDOW} changes in a row, and the median of these over the whole time counts: so a pause of the
 * machine spoils one of them and not the comparison, and whatever the clean-up does all along shows in each. Times of a few
 * milliseconds are the timers', so {@link #AT_LEAST} counts as usual where it is less.
 */
final class CleanupChaosIT {
    private static final long ROWS = 1_000_000;
    private static final Duration PACE = Duration.ofMillis(10);
    private static final int WINDOW = 100;
    private static final int USUAL = 12 * WINDOW;
    private static final double AT_LEAST = 5;
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration CLEANED_UP_WITHIN = Duration.ofMinutes(3);

    private static final String OLD_ROWS = """
            INSERT INTO activity_logs (id, entity_type, entity_key, action, metadata, created_at, occurred_at)
            SELECT gen_random_uuid(), 'order', n::text, 'updated', '{"changes": {"status": "done"}}',
              now() - interval '100 days' - n * interval '1 second', now() - interval '100 days'
            FROM generate_series(1, %d) AS n
            """.formatted(ROWS);

    /** Of windows of changes that lie in a range as a whole: the median of their p99, the greatest, and how many there are. */
    private static final String LATENCY = """
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY p99) AS median, max(p99) AS greatest, count(*) AS windows
            FROM (
              SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM created_at - occurred_at) * 1000) AS p99
              FROM activity_logs
              WHERE entity_type = 'task' AND (entity_key::int BETWEEN ? AND ? OR entity_key::int BETWEEN ? AND ?)
              GROUP BY entity_key::int / ?
              HAVING count(*) = ?
            ) AS windows
            """;

    /** How long each transaction had lasted when its rows were deleted. */
    private static final String NOTED = """
            CREATE TABLE deletion (milliseconds double precision);
            CREATE FUNCTION note_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO deletion VALUES (extract(epoch FROM clock_timestamp() - now()) * 1000);
              RETURN NULL;
            END
            $$;
            CREATE TRIGGER note_deletion AFTER DELETE ON activity_logs FOR EACH STATEMENT EXECUTE FUNCTION note_deletion()
            """;

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @Test
    void aMillionOldRowsGoInShortTransactionsBesideThePipeline() throws SQLException {
        TestDatabase database = postgres.database();
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config())) {
            database.execute("CREATE TABLE tasks (id int PRIMARY KEY); SELECT taskwire.watch('tasks', 'task')");
            database.execute(OLD_ROWS);
            database.execute(NOTED);
            database.execute("ANALYZE activity_logs");
            try (SteadyChanges changes = SteadyChanges.begin(database, "tasks", PACE)) {
                int warm = changes.awaitMore(WINDOW);
                int begun = changes.awaitMore(USUAL);
                database.execute("SELECT taskwire.send('cleanup_tasks', '{\"job\": \"weekly_cleanup\"}')");
                await().atMost(CLEANED_UP_WITHIN)
                        .until(() -> database.count("SELECT count(finished_at) FROM taskwire.cleanup_run") == 1);
                int ended = changes.last();
                int last = changes.awaitMore(USUAL);
                awaitLogged(last);

                long longest = database.count("SELECT ceil(max(milliseconds))::int FROM deletion");
                Latency usual = latency(warm, begun, ended, last);
                Latency busy = latency(begun, ended, 0, 0);
                System.out.println("chaos: clean-up of " + ROWS + " rows in "
                        + database.value(
                                "SELECT finished_at - started_at || ', batches: ' || batches FROM taskwire.cleanup_run")
                        + "; longest transaction " + longest + " ms; p99 from change to log meanwhile " + busy
                        + ", before and after " + usual);
                assertThat(database.value("SELECT deleted ->> 'activity_logs' FROM taskwire.cleanup_run"))
                        .isEqualTo(String.valueOf(ROWS));
                assertThat(longest).isBetween(1L, LONGEST.toMillis() - 1);
                assertThat(usual.windows).isGreaterThanOrEqualTo(8);
                assertThat(busy.windows).isGreaterThanOrEqualTo(5);
                assertThat(busy.median)
                        .as("the p99 of the wake during the clean-up, in milliseconds")
                        .isLessThan(2 * Math.max(AT_LEAST, usual.median));
            }
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
    }

    /** In milliseconds. */
    private record Latency(double median, double greatest, int windows) {
        @Override
        public String toString() {
            return "%.1f ms (median of %d times %d changes, the greatest %.1f ms)"
                    .formatted(median, windows, WINDOW, greatest);
        }
    }

    /** Of the changes after the first of a pair of numbers up to the second. */
    private Latency latency(int after, int upTo, int orAfter, int orUpTo) throws SQLException {
        Map<String, @Nullable Object> row = postgres.database()
                .rows(LATENCY, after + 1, upTo, orAfter + 1, orUpTo, WINDOW, WINDOW)
                .get(0);
        return new Latency(number(row, "median"), number(row, "greatest"), (int) number(row, "windows"));
    }

    private static double number(Map<String, @Nullable Object> row, String column) {
        return row.get(column) instanceof Number number ? number.doubleValue() : 0;
    }

    private void awaitLogged(int change) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> postgres.database()
                                .count(
                                        "SELECT count(*) FROM activity_logs WHERE entity_type = 'task' AND entity_key = ?::text",
                                        change)
                        == 1);
    }
}
