package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns that the log may not hold. */
final class LeftOutIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final ActivityQueue queue = new ActivityQueue(POSTGRES);

    @Test
    void onlySomeColumnsAreLoggedWhereAskedFor() throws SQLException {
        execute("CREATE TABLE partly (id int PRIMARY KEY, title text, secret text);"
                + "SELECT taskwire.watch('partly', only_columns => '{title}')");
        execute("INSERT INTO partly VALUES (1, 'a', 'b')");
        execute("UPDATE partly SET secret = 'c'; UPDATE partly SET title = 'd', secret = 'e'");

        assertThat(queue.newest("message -> 'data'"))
                .isEqualTo(
                        "{\"new\": {\"title\": \"d\"}, \"old\": {\"title\": \"a\"}, \"changes\": {\"title\": \"d\"}}");
        assertThat(queue.take()).containsExactly("partly created 1", "partly updated 1 {\"title\": \"d\"}");
    }

    @Test
    void anUpdateOfAColumnThatIsLeftOutMakesNoEntry() throws SQLException {
        execute("CREATE TABLE quiet (id int PRIMARY KEY, seen_at int);"
                + "SELECT taskwire.watch('quiet', except_columns => '{seen_at}')");
        execute("INSERT INTO quiet VALUES (1, 1), (2, 2)");
        execute("UPDATE quiet SET seen_at = 5 WHERE id = 1; UPDATE quiet SET seen_at = 6");

        assertThat(queue.take()).containsExactly("quiet created 1", "quiet created 2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            except_columns => '{secret}' | ALTER TABLE vault RENAME COLUMN secret TO hidden
            except_columns => '{secret}' | ALTER TABLE vault RENAME COLUMN secret TO hidden; ALTER TABLE vault ADD COLUMN secret text
            except_columns => '{secret}' | ALTER TABLE vault RENAME COLUMN secret TO a; ALTER TABLE vault RENAME COLUMN title TO secret
            only_columns => '{title}'    | ALTER TABLE vault RENAME COLUMN secret TO hidden
            only_columns => '{title}'    | ALTER TABLE vault RENAME COLUMN title TO t; ALTER TABLE vault RENAME COLUMN secret TO title
            """)
    void whatIsLeftOutStaysOutWhateverItIsRenamedTo(String columns, String renaming) throws SQLException {
        execute(
                "DROP TABLE IF EXISTS vault; CREATE TABLE vault (id int, region int, dropped int, secret text, title text,"
                        + " PRIMARY KEY (id, region)) PARTITION BY LIST (region);"
                        + "ALTER TABLE vault DROP COLUMN dropped; CREATE TABLE vault_1 PARTITION OF vault FOR VALUES IN (1);"
                        + "SELECT taskwire.watch('vault', 'vault', " + columns + ");" + renaming);
        for (String rewatch : new String[] {"", "SELECT taskwire.rewatch()"}) {
            execute(rewatch);
            for (String table : new String[] {"vault", "vault_1"}) {
                execute(("INSERT INTO %1$s VALUES (1, 1, 'TELL', 'a'); UPDATE %1$s SET region = 1;"
                                        + "INSERT INTO %1$s SELECT n, 1, 'TELL', 'a' FROM generate_series(2, 10) AS n;"
                                        + "INSERT INTO %1$s SELECT n, 1, 'TELL', 'a' FROM generate_series(11, 100) AS n;")
                                .formatted(table)
                        + "DELETE FROM " + table);
                assertThat(queue.holds("TELL")).isFalse();
                assertThat(queue.take()).hasSize(200);
            }
        }
    }

    private static void execute(String statements) throws SQLException {
        POSTGRES.database().execute(statements);
    }
}
