package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.testing.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A million old rows go while the pipeline runs: how long its longest transaction is, and what the wake makes of it. */
final class CleanupChaosIT {
    private static final long ROWS = 1_000_000;
    private static final int CHANGES = 400;

    private static final String OLD_ROWS = """
            INSERT INTO activity_logs (id, entity_type, entity_key, action, metadata, created_at, occurred_at)
            SELECT gen_random_uuid(), 'order', n::text, 'updated', '{"changes": {"status": "done"}}',
              now() - interval '100 days' - n * interval '1 second', now() - interval '100 days'
            FROM generate_series(1, %d) AS n
            """.formatted(ROWS);

    private static final String LATENCY = """
            SELECT round((percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM created_at - occurred_at)) * 1000)::numeric, 1)
            FROM activity_logs WHERE entity_type = 'task' AND entity_key::int BETWEEN %d AND %d
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
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config())) {
            postgres.database()
                    .execute("CREATE TABLE tasks (id int PRIMARY KEY); SELECT taskwire.watch('tasks', 'task')");
            postgres.database().execute(OLD_ROWS);
            postgres.database().execute(NOTED);
            postgres.database().execute("ANALYZE activity_logs");
            change(1, CHANGES);

            postgres.database().execute("SELECT taskwire.send('cleanup_tasks', '{\"job\": \"weekly_cleanup\"}')");
            int changes = CHANGES;
            while (postgres.database().count("SELECT count(finished_at) FROM taskwire.cleanup_run") == 0) {
                change(changes + 1, changes + 20);
                changes += 20;
            }
            awaitLogged(changes);

            long longest = postgres.database().count("SELECT ceil(max(milliseconds))::int FROM deletion");
            String quiet = postgres.database().value(LATENCY.formatted(CHANGES / 2, CHANGES));
            String busy = postgres.database().value(LATENCY.formatted(CHANGES + 1, changes));
            System.out.println("chaos: clean-up of " + ROWS + " rows in "
                    + postgres.database()
                            .value(
                                    "SELECT finished_at - started_at || ', batches: ' || batches FROM taskwire.cleanup_run")
                    + "; longest transaction " + longest + " ms; p99 from change to log " + busy
                    + " ms, before "
                    + quiet + " ms, over " + (changes - CHANGES) + " changes");
            assertThat(postgres.database().value("SELECT deleted ->> 'activity_logs' FROM taskwire.cleanup_run"))
                    .isEqualTo(String.valueOf(ROWS));
            assertThat(longest).isBetween(1L, Duration.ofSeconds(1).toMillis());
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
    }

    private void change(int first, int last) throws SQLException {
        for (int id = first; id <= last; id++) {
            postgres.database().update("INSERT INTO tasks VALUES (?)", id);
        }
        awaitLogged(last);
    }

    private void awaitLogged(int changes) {
        await().pollInterval(20, TimeUnit.MILLISECONDS)
                .atMost(Duration.ofSeconds(30))
                .until(() -> postgres.database()
                                .count(
                                        "SELECT count(*) FROM activity_logs WHERE entity_type = 'task' AND entity_key = ?::text",
                                        changes)
                        == 1);
    }
}
