package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskwire.support.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a row holds, its write goes through and is logged. */
final class JsonColumnsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final ActivityQueue queue = new ActivityQueue(POSTGRES);

    @BeforeAll
    static void aTableOfAllTypes() throws SQLException {
        execute("""
                CREATE TYPE mood AS ENUM ('fine', 'so "so"');
                CREATE TYPE pair AS (a int, j json);
                CREATE DOMAIN document AS json;
                CREATE TABLE kinds (id int PRIMARY KEY, f float8, num numeric, b bytea, ts timestamptz, d date, iv interval,
                  m mood, p pair, ps pair[], r int4range, mr int4multirange, a text[], aa int[][], j json, dj document,
                  ja json[], jb jsonb, x xml, tv tsvector, pt point, mo money, u uuid, i inet, bits bit(3), t text);
                SELECT taskwire.watch('kinds');
                """);
    }

    @AfterEach
    void empty() throws SQLException {
        execute("TRUNCATE kinds; TRUNCATE pgmq.q_activity_log");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            f    | 'NaN'                     | "NaN"
            f    | '-Infinity'               | "-Infinity"
            num  | 'NaN'                     | "NaN"
            num  | 'Infinity'                | "Infinity"
            num  | 12345678901234567890.0123 | 12345678901234567890.0123
            b    | '\\x00ff'                 | "\\\\x00ff"
            ts   | 'infinity'                | "infinity"
            d    | '-infinity'               | "-infinity"
            iv   | 'P1Y2DT3S'                | "1 year 2 days 00:00:03"
            m    | 'so "so"'                 | "so \\"so\\""
            p    | ROW(1, '{"k": 2}')        | {"a": 1, "j": {"k": 2}}
            r    | '[1,)'                    | "[1,)"
            mr   | '{[1,2),[5,6)}'           | "{[1,2),[5,6)}"
            a    | '{x,NULL,"y z"}'          | ["x", null, "y z"]
            aa   | '{{1,2},{3,4}}'           | [[1, 2], [3, 4]]
            x    | '<a/>'                    | "<a/>"
            tv   | 'a b'                     | "'a' 'b'"
            pt   | '(1,2)'                   | "(1,2)"
            i    | '::1/64'                  | "::1/64"
            bits | '101'                     | "101"
            t    | E'CR\\r\\nLF \\x01 "q" \\\\ ✓ 😀' | "CR\\r\\nLF \\u0001 \\"q\\" \\\\ ✓ 😀"
            """)
    void valuesOfAnyTypeAreLogged(String column, String literal, String json) throws SQLException {
        execute("INSERT INTO kinds (id, " + column + ") VALUES (1, " + literal + ")");
        assertThat(queue.newValue(column)).isEqualTo(json);
        execute("UPDATE kinds SET " + column + " = NULL");
        assertThat(queue.newest("message -> 'data' -> 'changes'")).isEqualTo("{\"" + column + "\": null}");
        execute("DELETE FROM kinds");
        assertThat(queue.size()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            j  | '{"k": "\\u0000"}'                   | {"k": "\ufffd"}
            j  | '"\\\\u0000 \\u0000"'                | "\\\\u0000 \ufffd"
            j  | '"\\ud83d\\ude00 \\ud83d x \\ude00"' | "😀 \ufffd x \ufffd"
            j  | '1e400000'                           | "1e400000"
            dj | '"\\ud800"'                          | "\ufffd"
            ja | ARRAY['"\\u0000"', '1']::json[]      | ["\ufffd", 1]
            p  | ROW(1, '"\\u0000"')                  | {"a": 1, "j": "\ufffd"}
            ps | ARRAY[ROW(1, '"\\u0000"')::pair]     | [{"a": 1, "j": "\ufffd"}]
            """)
    void jsonThatJsonbRefusesIsCleanedUp(String column, String literal, String json) throws SQLException {
        assumeUnicode();
        execute("INSERT INTO kinds (id, " + column + ") VALUES (1, " + literal + ")");
        assertThat(queue.newValue(column)).isEqualTo(json);
        execute("UPDATE kinds SET t = 'changed'");
        assertThat(queue.take()).containsExactly("kinds created 1", "kinds updated 1 {\"t\": \"changed\"}");
    }

    @Test
    void jsonThatJsonbRefusesIsLoggedInAnyEncoding() throws SQLException {
        execute("INSERT INTO kinds (id, j) VALUES (1, '{\"k\": \"a\\u0000b\"}')");

        assertThat(queue.newest("message -> 'data' -> 'new' -> 'j' ->> 'k'")).matches("a.b");
    }

    @Test
    void oneBadRowAmongThousandsChangesNothingForTheOthers() throws SQLException {
        execute("INSERT INTO kinds (id, j) SELECT n, (CASE n WHEN 2500 THEN '\"\\u0000\"' ELSE '\"fine\"' END)::json"
                + " FROM generate_series(1, 3000) AS n");
        execute("UPDATE kinds SET f = id");

        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM pgmq.q_activity_log"
                                + " WHERE message -> 'data' -> 'new' ->> 'j' IN ('\ufffd', '?', 'fine')"
                                + " AND message -> 'data' -> 'old' ->> 'id' IS NOT DISTINCT FROM"
                                + "   CASE message ->> 'action' WHEN 'updated' THEN message ->> 'entity_id' END"))
                .isEqualTo(6000);
    }

    @Test
    void textOf10MegabytesIsLoggedWhole() throws SQLException {
        execute("INSERT INTO kinds (id, t) VALUES (1, repeat('x', 10000000)); UPDATE kinds SET t = t || 'y'");

        assertThat(queue.newest("length(message -> 'data' -> 'changes' ->> 't')"))
                .isEqualTo("10000001");
    }

    @Test
    void nestingOfAnyDepthIsLogged() throws SQLException {
        execute("INSERT INTO kinds (id, j, jb) VALUES (1, (repeat('[', 5000) || repeat(']', 5000))::json,"
                + " (repeat('[', 5000) || repeat(']', 5000))::jsonb)");

        assertThat(queue.newest("jsonb_typeof(message -> 'data' -> 'new' -> 'jb')"))
                .isEqualTo("array");
    }

    @Test
    void rowsOf1500ColumnsAreLogged() throws SQLException {
        try (Connection connection = POSTGRES.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DO 'BEGIN EXECUTE (SELECT ''CREATE TABLE broad (id int PRIMARY KEY, j json, '' ||"
                    + " string_agg(''c'' || n || '' int'', '', '') || '')'' FROM generate_series(1, 1500) AS n); END'");
        }
        execute("SELECT taskwire.watch('broad'); INSERT INTO broad (id, j) VALUES (1, '\"\\u0000\"');"
                + "UPDATE broad SET c1500 = 1");

        assertThat(queue.take()).containsExactly("broad created 1", "broad updated 1 {\"c1500\": 1}");
    }

    @Test
    void theSessionsSettingsDoNotMatter() throws SQLException {
        assumeUnicode();
        execute("SET standard_conforming_strings = off; SET escape_string_warning = off; SET DateStyle = 'ISO, DMY';"
                + "SET IntervalStyle = 'sql_standard'; SET bytea_output = 'escape'; SET quote_all_identifiers = on;"
                + "INSERT INTO kinds (id, j, ts) VALUES (1, '\"\\\\u0000 \\\\\\\\u0000\"', '2026-02-01T00:00:00Z')");

        assertThat(queue.newValue("j")).isEqualTo("\"\ufffd \\\\u0000\"");
        assertThat(queue.newest("(message -> 'data' -> 'new' ->> 'ts')::timestamptz = '2026-02-01T00:00:00Z'"))
                .isEqualTo("true");

        execute("SET standard_conforming_strings = off; TRUNCATE kinds");
        assertThat(queue.newest("message ->> 'action'")).isEqualTo("truncated");
    }

    /** Only there can text hold what the tests expect. */
    private static void assumeUnicode() throws SQLException {
        assumeTrue("UTF8".equals(POSTGRES.database().value("SHOW server_encoding")));
    }

    private static void execute(String statements) throws SQLException {
        POSTGRES.database().execute(statements);
    }
}
