package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BulkStatementLongIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final ActivityQueue queue = new ActivityQueue(POSTGRES);

    @AfterEach
    void emptyTheQueue() throws SQLException {
        execute("TRUNCATE pgmq.q_activity_log");
    }

    @Test
    void everyRowOfAnUpdateOfTenThousandHasItsOldNewAndChanges() throws SQLException {
        execute("CREATE TABLE ten_thousand (id int PRIMARY KEY, status text, n int);"
                + "INSERT INTO ten_thousand SELECT n, 'todo', n FROM generate_series(1, 10000) AS n;"
                + "SELECT taskwire.watch('ten_thousand')");

        execute("UPDATE ten_thousand SET status = 'done', n = -n");

        assertThat(POSTGRES.database()
                        .count("SELECT count(DISTINCT message ->> 'entity_id') FROM pgmq.q_activity_log"
                                + " WHERE message -> 'data' -> 'old' = jsonb_build_object("
                                + "'id', (message ->> 'entity_id')::int, 'status', 'todo', 'n', (message ->> 'entity_id')::int)"
                                + " AND message -> 'data' -> 'new' = jsonb_build_object("
                                + "'id', (message ->> 'entity_id')::int, 'status', 'done', 'n', -(message ->> 'entity_id')::int)"
                                + " AND message -> 'data' -> 'changes' ="
                                + " jsonb_build_object('status', 'done', 'n', -(message ->> 'entity_id')::int)"))
                .isEqualTo(10_000);
        assertThat(queue.size()).isEqualTo(10_000);
    }

    @Test
    void aStatementOf400000RowsIsLoggedWhole() throws SQLException {
        execute(
                "CREATE TABLE large (id int PRIMARY KEY, v text);"
                        + "INSERT INTO large SELECT n, 'v' FROM generate_series(1, 400000) AS n; SELECT taskwire.watch('large')");

        execute("UPDATE large SET v = 'w'");

        assertThat(POSTGRES.database()
                        .count("SELECT count(DISTINCT message ->> 'entity_id') FROM pgmq.q_activity_log"
                                + " WHERE message -> 'data' -> 'changes' = '{\"v\": \"w\"}'"
                                + " AND message -> 'data' -> 'old' ->> 'id' = message ->> 'entity_id'"))
                .isEqualTo(400_000);
        assertThat(POSTGRES.database()
                        .count("SELECT count(DISTINCT headers ->> 'event_id') + count(DISTINCT headers ->> 'seq')"
                                + " FROM pgmq.q_activity_log"))
                .isEqualTo(800_000);
    }

    @Test
    void wideRowsGoInSmallBatches() throws SQLException {
        execute("CREATE TABLE wide_rows (id int PRIMARY KEY, body text, n int);"
                + "INSERT INTO wide_rows SELECT n, repeat('long ', 200000), n FROM generate_series(1, 40) AS n;"
                + "SELECT taskwire.watch('wide_rows')");

        execute("UPDATE wide_rows SET n = 0");

        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM pgmq.q_activity_log"
                                + " WHERE length(message -> 'data' -> 'new' ->> 'body') = 1000000"))
                .isEqualTo(40);
    }

    @Test
    void fewRowsAfterManyInOneSessionAreLoggedToo() throws SQLException {
        execute("CREATE TABLE mixed (id int PRIMARY KEY, v int); SELECT taskwire.watch('mixed')");
        try (Connection connection = POSTGRES.database().connect();
                Statement statement = connection.createStatement()) {
            for (int rows : new int[] {5000, 1, 21, 20, 2, 0, 1}) {
                statement.execute("INSERT INTO mixed SELECT n, 0 FROM generate_series(1, " + rows + ") AS n");
                statement.execute("UPDATE mixed SET v = 1");
                statement.execute("DELETE FROM mixed");
                assertThat(queue.take()).as("%d rows", rows).hasSize(3 * rows);
            }
        }
    }

    /** The rows of a large statement are made into messages in another way than those of a small one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "f = NULL, num = 1.00",
                "num = 1.5, c = 'abc', t = NULL",
                "iv = '24 hours', ts = 'infinity'",
                "j = '{\"a\":  1}', jb = '{\"a\": 1.0}', t = 'u'",
                "j = '{\"a\": 2}', a = '{b}', i = '::2'",
                "o = NULL, n = 2, q = 3, rrr = 4, \"same\" = 5, \"It's \"\"%I\" = 'x', \"{a,b}\" = NULL"
            })
    void manyRowsAreLoggedAsFewAre(String change) throws SQLException {
        for (String table : new String[] {"few", "many"}) {
            execute(
                    ("DROP TABLE IF EXISTS %1$s; CREATE TABLE %1$s (gone int, id int PRIMARY KEY, f float8, num numeric,"
                                    + " c char(5), t text, iv interval, ts timestamptz, j json, jb jsonb, a text[], i inet, o int, n int, q int,"
                                    + " rrr int, \"same\" int, \"It's \"\"%%I\" text, \"{a,b}\" text); ALTER TABLE %1$s DROP COLUMN gone;"
                                    + "INSERT INTO %1$s SELECT g, 1.5, 1.0, 'ab', 't', '1 day', '2026-01-01', '{\"a\": 1}', '{\"a\": 1}', '{a}',"
                                    + " '::1', 1, 1, 1, 1, 1, 'i', 'b' FROM generate_series(1, %2$d) AS g; SELECT taskwire.watch('%1$s')")
                            .formatted(table, table.equals("few") ? 5 : 40));
            execute("UPDATE " + table + " SET " + change);
        }

        String few = dataOf("few");
        assertThat(few).contains("changes");
        assertThat(dataOf("many")).isEqualTo(few);
        assertThat(queue.take()).hasSize(45);
    }

    private String dataOf(String table) throws SQLException {
        return String.valueOf(POSTGRES.database()
                .value("SELECT string_agg(message ->> 'data', ' ' ORDER BY msg_id) FROM pgmq.q_activity_log"
                        + " WHERE message ->> 'entity_type' = '" + table
                        + "' AND (message ->> 'entity_id')::int <= 5"));
    }

    @Test
    void aRollbackTakesTheEntriesWithIt() throws SQLException {
        execute("CREATE TABLE undone (id int PRIMARY KEY, v int); SELECT taskwire.watch('undone');"
                + "INSERT INTO undone SELECT n, 0 FROM generate_series(1, 10000) AS n; TRUNCATE pgmq.q_activity_log");
        try (Connection connection = POSTGRES.database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE undone SET v = 1");
            connection.rollback();
            statement.execute(
                    "SAVEPOINT here; UPDATE undone SET v = 2; ROLLBACK TO here; UPDATE undone SET v = 3 WHERE id = 7");
            connection.commit();
        }

        assertThat(queue.take()).containsExactly("undone updated 7 {\"v\": 3}");
    }

    @Test
    void changesOfARowCanBePutInOrder() throws SQLException {
        execute("CREATE TABLE ordered (id int PRIMARY KEY, v int); SELECT taskwire.watch('ordered');"
                + "INSERT INTO ordered SELECT n, 0 FROM generate_series(1, 30) AS n");
        for (int i = 1; i <= 4; i++) {
            execute("UPDATE ordered SET v = v + 1; UPDATE ordered SET v = v + 1 WHERE id = 3");
        }

        assertThat(POSTGRES.database()
                        .value(
                                "SELECT string_agg(message -> 'data' -> 'new' ->> 'v', ' ' ORDER BY (headers ->> 'seq')::bigint)"
                                        + " FROM pgmq.q_activity_log WHERE message ->> 'entity_id' = '3'"))
                .isEqualTo("0 1 2 3 4 5 6 7 8");
    }

    private static void execute(String statements) throws SQLException {
        POSTGRES.database().execute(statements);
    }
}
