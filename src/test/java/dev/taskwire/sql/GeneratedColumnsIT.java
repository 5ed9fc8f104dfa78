package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class GeneratedColumnsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final ActivityQueue queue = new ActivityQueue(POSTGRES);

    @Test
    void storedColumnsAreLoggedWithTheirValues() throws SQLException {
        execute("CREATE TABLE stored (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED);"
                + "SELECT taskwire.watch('stored')");
        execute("INSERT INTO stored VALUES (1, 1); UPDATE stored SET n = 4");

        assertThat(queue.take()).containsExactly("stored created 1", "stored updated 1 {\"n\": 4, \"twice\": 8}");
    }

    @Test
    void virtualColumnsWhichTriggersSeeAsNullAreLeftOut() throws SQLException {
        assumeVirtualColumns();
        execute("CREATE TABLE virtual (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) VIRTUAL);"
                + "SELECT taskwire.watch('virtual')");
        execute("INSERT INTO virtual VALUES (1, 1); UPDATE virtual SET n = 4");

        assertThat(queue.newest("message -> 'data'"))
                .isEqualTo("{\"new\": {\"n\": 4, \"id\": 1}, \"old\": {\"n\": 1, \"id\": 1}, \"changes\": {\"n\": 4}}");
        assertThat(queue.take()).containsExactly("virtual created 1", "virtual updated 1 {\"n\": 4}");
    }

    @Test
    void aVirtualColumnThatCameLaterIsLeftOutFromTheNextRewatchOn() throws SQLException {
        assumeVirtualColumns();
        execute("CREATE TABLE later (id int PRIMARY KEY, n int); SELECT taskwire.watch('later');"
                + "ALTER TABLE later ADD COLUMN twice int GENERATED ALWAYS AS (n * 2) VIRTUAL");
        execute("INSERT INTO later VALUES (1, 1); UPDATE later SET n = 4");
        assertThat(queue.take()).containsExactly("later created 1", "later updated 1 {\"n\": 4}");

        assertThat(POSTGRES.database().count("SELECT taskwire.rewatch()")).isEqualTo(4);

        execute("UPDATE later SET n = 5");
        assertThat(queue.newest("message -> 'data' -> 'new'")).isEqualTo("{\"n\": 5, \"id\": 1}");
        assertThat(queue.take()).containsExactly("later updated 1 {\"n\": 5}");
    }

    private static void assumeVirtualColumns() throws SQLException {
        assumeTrue(POSTGRES.database().count("SELECT current_setting('server_version_num')::int") >= 180000);
    }

    private static void execute(String statements) throws SQLException {
        POSTGRES.database().execute(statements);
    }
}
