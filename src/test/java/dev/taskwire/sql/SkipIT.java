package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a write whose message cannot be enqueued. */
final class SkipIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    @BeforeEach
    void aTableAndAQueueThatTakesNothing() throws SQLException {
        execute("CREATE TABLE fragile (id int PRIMARY KEY, v text);"
                + "ALTER TABLE pgmq.q_activity_log ADD CONSTRAINT closed CHECK (message IS NULL)");
    }

    @Test
    void theWriteFailsWithTheCauseUnlessAskedOtherwise() throws SQLException {
        execute("SELECT taskwire.watch('fragile')");

        assertThatThrownBy(() -> execute("INSERT INTO fragile VALUES (1)")).hasMessageContaining("\"closed\"");
        assertThatThrownBy(() -> execute("INSERT INTO fragile SELECT n FROM generate_series(1, 100) AS n"))
                .hasMessageContaining("\"closed\"");
        assertThat(postgres.database().count("SELECT count(*) FROM fragile")).isZero();
    }

    @Test
    void theWriteGoesThroughAndIsOnRecordWhereAskedFor() throws SQLException {
        execute("SELECT taskwire.watch('fragile', on_error => 'skip')");

        execute("INSERT INTO fragile VALUES (1); INSERT INTO fragile SELECT n FROM generate_series(2, 1500) AS n;"
                + "UPDATE fragile SET v = 'x' WHERE id = 1; DELETE FROM fragile WHERE id < 3; TRUNCATE fragile");

        assertThat(postgres.database()
                        .value(
                                "SELECT string_agg(concat_ws(' ', table_name, action, row_count, sqlstate), '; ' ORDER BY id)"
                                        + " FROM taskwire.skipped_change"))
                .endsWith(
                        "fragile created 1 23514; public.fragile created 1000 23514; public.fragile created 499 23514;"
                                + " public.fragile updated 1 23514; public.fragile deleted 2 23514; public.fragile truncated 1 23514");
        assertThat(postgres.database().value("SELECT message FROM taskwire.skipped_change LIMIT 1"))
                .contains("violates check constraint");
    }

    @Test
    void nothingIsSkippedWhereNothingFails() throws SQLException {
        execute(
                "ALTER TABLE pgmq.q_activity_log DROP CONSTRAINT closed; SELECT taskwire.watch('fragile', on_error => 'skip')");

        execute(
                "INSERT INTO fragile VALUES (1); INSERT INTO fragile VALUES (2), (3); UPDATE fragile SET v = 'x' WHERE id = 1");

        assertThat(new ActivityQueue(postgres).take())
                .containsExactly(
                        "fragile created 1",
                        "fragile created 2",
                        "fragile created 3",
                        "fragile updated 1 {\"v\": \"x\"}");
        assertThat(postgres.database().rows("SELECT FROM taskwire.skipped_change"))
                .isEmpty();
    }

    private void execute(String statements) throws SQLException {
        postgres.database().execute(statements);
    }
}
