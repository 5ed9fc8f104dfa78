package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

final class StatementKindsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final ActivityQueue queue = new ActivityQueue(POSTGRES);

    @BeforeEach
    void aWatchedTable() throws SQLException {
        execute("DROP TABLE IF EXISTS item CASCADE; CREATE TABLE item (id int PRIMARY KEY, v text);"
                + "INSERT INTO item VALUES (1, 'a'), (2, 'b'); SELECT taskwire.watch('item')");
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void onConflictLogsWhatBecameOfEachRow() throws SQLException {
        execute("INSERT INTO item VALUES (2, 'c'), (3, 'd') ON CONFLICT (id) DO UPDATE SET v = excluded.v");
        execute("INSERT INTO item VALUES (2, 'e') ON CONFLICT DO NOTHING");

        assertThat(queue.take()).containsExactlyInAnyOrder("item updated 2 {\"v\": \"c\"}", "item created 3");
    }

    @Test
    void mergeLogsWhatBecameOfEachRow() throws SQLException {
        execute("MERGE INTO item USING (VALUES (1, 'm'), (2, NULL), (9, 'new')) AS s (id, v) ON item.id = s.id"
                + " WHEN MATCHED AND s.v IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET v = s.v"
                + " WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.v)");

        assertThat(queue.take())
                .containsExactlyInAnyOrder("item updated 1 {\"v\": \"m\"}", "item deleted 2", "item created 9");
    }

    @Test
    void copyIsLogged() throws SQLException, IOException {
        try (Connection connection = POSTGRES.database().connect()) {
            long rows = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY item FROM STDIN", new StringReader("5\tx\n6\ty\n"));
            assertThat(rows).isEqualTo(2);
        }

        assertThat(queue.take()).containsExactly("item created 5", "item created 6");
    }

    @Test
    void statementsInsideOfOneAreLoggedEach() throws SQLException {
        execute("WITH changed AS (UPDATE item SET v = 'x' WHERE id = 1 RETURNING 1),"
                + " gone AS (DELETE FROM item WHERE id = 2 RETURNING 1), come AS (INSERT INTO item VALUES (3, 'c') RETURNING 1)"
                + " SELECT 1 FROM changed, gone, come");

        assertThat(queue.take())
                .containsExactlyInAnyOrder("item updated 1 {\"v\": \"x\"}", "item deleted 2", "item created 3");
    }

    @Test
    void cascadesAreLoggedOnceForEachRow() throws SQLException {
        execute(
                "CREATE TABLE part_of (id int PRIMARY KEY, item_id int REFERENCES item ON DELETE CASCADE ON UPDATE CASCADE);"
                        + "INSERT INTO part_of SELECT n, 1 + n % 2 FROM generate_series(1, 100) AS n; SELECT taskwire.watch('part_of')");

        execute("UPDATE item SET id = id + 10");
        List<String> updated = queue.take();
        assertThat(updated).hasSize(102).doesNotHaveDuplicates().contains("part_of updated 100 {\"item_id\": 11}");

        execute("DELETE FROM item");
        assertThat(queue.take())
                .hasSize(102)
                .doesNotHaveDuplicates()
                .contains("item deleted 12", "part_of deleted 100");
    }

    @Test
    void rowsThatPointAtTheirOwnTableAreLoggedStepByStep() throws SQLException {
        execute("CREATE TABLE node (id int PRIMARY KEY, up int REFERENCES node ON UPDATE CASCADE ON DELETE SET NULL);"
                + "INSERT INTO node VALUES (1, NULL), (2, 1), (3, 2); SELECT taskwire.watch('node')");

        execute("UPDATE node SET id = id + 10; DELETE FROM node WHERE id = 12");

        assertThat(queue.take())
                .containsExactlyInAnyOrder(
                        "node updated 11 {\"id\": 11}",
                        "node updated 12 {\"id\": 12}",
                        "node updated 13 {\"id\": 13}",
                        "node updated 12 {\"up\": 11}",
                        "node updated 13 {\"up\": 12}",
                        "node deleted 12",
                        "node updated 13 {\"up\": null}");
        execute("DROP TABLE node");
    }

    @Test
    void truncateMakesOneEntry() throws SQLException {
        execute("TRUNCATE item");

        assertThat(queue.newest("message - 'timestamp'"))
                .isEqualTo("{\"data\": {\"table\": \"public.item\"}, \"action\": \"truncated\", \"actor_id\": null,"
                        + " \"entity_id\": null, \"entity_type\": \"item\"}");
        assertThat(queue.take()).containsExactly("item truncated");
    }

    @Test
    void columnsThatComeChangeAndGoInOneSessionAreFollowed() throws SQLException {
        try (Connection connection = POSTGRES.database().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : new String[] {
                "UPDATE item SET v = 'x' WHERE id = 1",
                "ALTER TABLE item ADD COLUMN n int DEFAULT 7",
                "UPDATE item SET n = NULL WHERE id = 1",
                "UPDATE item SET n = 8",
                "ALTER TABLE item ALTER COLUMN n TYPE text USING 'n' || n",
                "UPDATE item SET n = 'z' WHERE id = 1",
                "ALTER TABLE item DROP COLUMN v",
                "UPDATE item SET n = 'y' WHERE id = 1"
            }) {
                statement.execute(sql);
            }
        }

        assertThat(queue.newest("message -> 'data' -> 'new'")).isEqualTo("{\"n\": \"y\", \"id\": 1}");
        assertThat(queue.take())
                .containsExactlyInAnyOrder(
                        "item updated 1 {\"v\": \"x\"}",
                        "item updated 1 {\"n\": null}",
                        "item updated 1 {\"n\": 8}",
                        "item updated 2 {\"n\": 8}",
                        "item updated 1 {\"n\": \"z\"}",
                        "item updated 1 {\"n\": \"y\"}");
    }

    @Test
    void aPreparedTransactionIsLoggedWhereItsWakeIsOff() throws SQLException {
        try (Connection connection = POSTGRES.database().connect();
                Statement statement = connection.createStatement()) {
            if (POSTGRES.database().count("SELECT current_setting('max_prepared_transactions')::int") == 0) {
                return;
            }
            connection.setAutoCommit(false);
            statement.execute(
                    "SET LOCAL taskwire.wake = off; UPDATE item SET v = 'x' WHERE id = 1; PREPARE TRANSACTION 'two'");
            connection.setAutoCommit(true);
            assertThat(queue.take()).isEmpty();
            statement.execute("COMMIT PREPARED 'two'");
        }

        assertThat(queue.take()).containsExactly("item updated 1 {\"v\": \"x\"}");
    }

    private static void execute(String statements) throws SQLException {
        POSTGRES.database().execute(statements);
    }
}
