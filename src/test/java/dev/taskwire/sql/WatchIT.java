package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.support.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WatchIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final ActivityQueue queue = new ActivityQueue(POSTGRES);

    @Test
    void aSecondWatchLeavesTheTriggersAsTheyAre() throws SQLException {
        execute("CREATE TABLE twice (id int PRIMARY KEY); SELECT taskwire.watch('twice')");
        String before = triggers("twice");

        execute("SELECT taskwire.watch('twice'); SELECT taskwire.rewatch()");

        assertThat(triggers("twice")).isEqualTo(before);
    }

    @Test
    void aSecondWatchWithOtherOptionsChangesThem() throws SQLException {
        execute("CREATE TABLE options (id int PRIMARY KEY, title text, secret text); SELECT taskwire.watch('options')");
        execute("SELECT taskwire.watch('options', 'thing', except_columns => '{secret}')");
        execute("INSERT INTO options VALUES (1, 'a', 'b')");

        assertThat(queue.newest("message -> 'data'")).isEqualTo("{\"new\": {\"id\": 1, \"title\": \"a\"}}");
        assertThat(queue.take()).containsExactly("thing created 1");
    }

    @Test
    void anUpdateThatChangesNothingMakesAnEntryOnlyWhereAskedFor() throws SQLException {
        execute("CREATE TABLE same (id int PRIMARY KEY, n int); SELECT taskwire.watch('same')");
        execute("INSERT INTO same VALUES (1, 1), (2, 2)");
        assertThat(queue.take()).hasSize(2);

        execute("UPDATE same SET n = n WHERE id = 1; UPDATE same SET n = n");
        assertThat(queue.take()).isEmpty();

        execute("SELECT taskwire.watch('same', log_unchanged => true)");
        execute("UPDATE same SET n = n WHERE id = 1; UPDATE same SET n = n");
        assertThat(queue.take())
                .containsExactlyInAnyOrder("same updated 1 {}", "same updated 1 {}", "same updated 2 {}");
    }

    @Test
    void unwatchEndsItAll() throws SQLException {
        execute(
                "CREATE TABLE ended (id int PRIMARY KEY, title text, assignee_id uuid, email text, name text);"
                        + "SELECT taskwire.watch('ended'), taskwire.watch_assignments('ended'), taskwire.watch_signups('ended')");
        assertThat(triggers("ended")).isNotEmpty();

        execute("SELECT taskwire.unwatch('ended')");

        assertThat(triggers("ended")).isEmpty();
        execute("INSERT INTO ended (id) VALUES (1)");
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void aTableWithAnyNameCanBeWatched() throws SQLException {
        execute("CREATE SCHEMA \"Odd.schema\"; CREATE TABLE \"Odd.schema\".\"It's \"\"my\"\" table\" ("
                + "\"The Id\" int PRIMARY KEY, o int, n int, r int, entity text, message text, actor text, tg_argv text,"
                + "old_rows int, new_rows int, changed_at int, line int, \"{x,y}\" int, \"a.b c'd\" text)");
        execute("SELECT taskwire.watch('\"Odd.schema\".\"It''s \"\"my\"\" table\"', except_columns => '{\"{x,y}\"}')");
        String table = "\"Odd.schema\".\"It's \"\"my\"\" table\"";
        execute("INSERT INTO " + table + " (\"The Id\", \"{x,y}\") VALUES (1, 1), (2, 2)");
        execute("UPDATE " + table + " SET \"a.b c'd\" = 'v', \"{x,y}\" = 3 WHERE \"The Id\" = 1");
        execute("UPDATE " + table + " SET o = 1, n = 2; DELETE FROM " + table);

        assertThat(queue.take())
                .containsExactlyInAnyOrder(
                        "It's \"my\" table created 1",
                        "It's \"my\" table created 2",
                        "It's \"my\" table updated 1 {\"a.b c'd\": \"v\"}",
                        "It's \"my\" table updated 1 {\"n\": 2, \"o\": 1}",
                        "It's \"my\" table updated 2 {\"n\": 2, \"o\": 1}",
                        "It's \"my\" table deleted 1",
                        "It's \"my\" table deleted 2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT taskwire.watch('no_key')                                             | has no primary key     | ADD PRIMARY KEY
            SELECT taskwire.watch('a_view')                                             | is a view              | Watch the table
            SELECT taskwire.watch('a_matview')                                          | is a materialized view | Watch the table
            SELECT taskwire.watch('refused', only_columns => '{id,nope}')               | has no column nope     | columns are: id, v
            SELECT taskwire.watch('refused', except_columns => '{nope}')                | has no column nope     | columns are: id, v
            SELECT taskwire.watch('refused', NULL, '{v}', '{id}')                       | Both only_columns and  | Give one
            SELECT taskwire.watch('refused', only_columns => '{}')                      | only_columns is empty  | Name the columns
            SELECT taskwire.watch('refused', on_error => 'ignore')                      | on_error is 'ignore'   | Use 'fail'
            SELECT taskwire.watch('activity_logs')                                      | Taskwire writes to     | of your own
            SELECT taskwire.watch('notifications')                                      | Taskwire writes to     | of your own
            SELECT taskwire.watch('job_failures')                                       | Taskwire writes to     | of your own
            SELECT taskwire.watch('taskwire.queue')                                     | taskwire's own         | of your own
            SELECT taskwire.watch('pgmq.q_activity_log')                                | pgmq's own             | of your own
            SELECT taskwire.watch('pg_catalog.pg_class')                                | of Postgres itself     | of your own
            SELECT taskwire.watch(NULL)                                                 | No table is given      | For example
            CREATE TEMP TABLE t (id int PRIMARY KEY); SELECT taskwire.watch('t')        | is a temporary table   | a permanent table
            SELECT taskwire.watch_assignments('refused')                                | no column title, assignee_id | Add or rename
            SELECT taskwire.watch_signups('refused')                                    | no column email        | Add or rename
            SELECT taskwire.watch_signups('nameless')                                   | no column for a name   | full_name
            """)
    void whatCannotBeWatchedIsRefusedWithWhatToDo(String statement, String problem, String advice) throws SQLException {
        execute("CREATE TABLE IF NOT EXISTS no_key (id int); CREATE OR REPLACE VIEW a_view AS SELECT 1 AS id;"
                + "CREATE TABLE IF NOT EXISTS refused (id int PRIMARY KEY, v text);"
                + "CREATE TABLE IF NOT EXISTS nameless (id int PRIMARY KEY, email text);"
                + "CREATE MATERIALIZED VIEW IF NOT EXISTS a_matview AS SELECT 1 AS id");

        assertThatThrownBy(() -> execute(statement))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining(advice);
    }

    @Test
    void aTableThatAnotherSessionHoldsIsNotWaitedForLong() throws SQLException {
        execute("CREATE TABLE held (id int PRIMARY KEY); SELECT taskwire.watch('held')");
        try (Connection idle = POSTGRES.database().connect();
                Statement statement = idle.createStatement()) {
            idle.setAutoCommit(false);
            statement.execute("INSERT INTO held VALUES (1)");

            execute("SELECT taskwire.watch('held'); SELECT taskwire.rewatch()");
            assertThatThrownBy(() -> execute("SELECT taskwire.watch('held', 'renamed')"))
                    .hasMessageContaining("another session holds the table")
                    .hasMessageContaining("idle in transaction")
                    .hasMessageContaining("End that transaction");
            idle.rollback();
        }
    }

    @Test
    void whoWatchesAtTheSameTimeIsToldToTryAgain() throws SQLException {
        execute("CREATE TABLE contested (id int PRIMARY KEY)");
        try (Connection other = POSTGRES.database().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT taskwire.watch('contested', 'theirs')");

            assertThatThrownBy(() -> execute("SELECT taskwire.watch('contested', 'ours')"))
                    .hasMessageContaining("Another session is just changing what is watched")
                    .hasMessageContaining("Try again");
            other.commit();
        }
        execute("SELECT taskwire.watch('contested', 'ours'); INSERT INTO contested VALUES (1)");
        assertThat(queue.take()).containsExactly("ours created 1");
    }

    @Test
    void rewatchTellsOfColumnsThatAreGoneAndForgetsTablesThatAre() throws SQLException {
        execute("CREATE TABLE gone (id int PRIMARY KEY); CREATE TABLE stale (id int PRIMARY KEY, secret text);"
                + "SELECT taskwire.watch('gone'), taskwire.watch('stale', except_columns => '{secret}')");
        execute("DROP TABLE gone; ALTER TABLE stale RENAME COLUMN secret TO hidden");

        try (Connection connection = POSTGRES.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT taskwire.rewatch()");
            assertThat(statement.getWarnings().getMessage()).contains("stale no longer has the column secret");
        }
        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM taskwire.watched_table AS w"
                                + " WHERE NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = w.relation)"))
                .isZero();
    }

    private static String triggers(String table) throws SQLException {
        return String.valueOf(POSTGRES.database()
                .value(
                        "SELECT coalesce(string_agg(oid || ' ' || xmin || ' ' || pg_get_triggerdef(oid), ',' ORDER BY oid), '')"
                                + " FROM pg_trigger WHERE tgrelid = '" + table + "'::regclass AND NOT tgisinternal"));
    }

    private static void execute(String statements) throws SQLException {
        POSTGRES.database().execute(statements);
    }
}
