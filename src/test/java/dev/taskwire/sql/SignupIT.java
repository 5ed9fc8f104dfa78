package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignupIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    private final NotificationQueue queue = new NotificationQueue(postgres);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            name text                             | 'Ann'                                  | "Ann"
            full_name text                        | 'Ann B'                                | "Ann B"
            raw_user_meta_data jsonb              | '{"full_name": "Ann C"}'               | "Ann C"
            raw_user_meta_data jsonb              | '{"full_name": "", "name": "Ann D"}'   | "Ann D"
            raw_user_meta_data json               | '{"name": "Ann", "x": "\\u0000"}'      | "Ann"
            raw_user_meta_data text               | 'nothing to read'                      | null
            raw_user_meta_data jsonb              | '[1]'                                  | null
            name text, full_name text             | '', 'Ann E'                            | "Ann E"
            name text, raw_user_meta_data jsonb   | NULL, '{"name": "Ann F"}'              | "Ann F"
            full_name text                        | NULL                                   | null
            """)
    void theNameComesFromTheFirstPlaceThatHasOne(String columns, String values, String name) throws SQLException {
        execute("CREATE TABLE person (id bigint PRIMARY KEY, email text, " + columns + ");"
                + "SELECT taskwire.watch_signups('person'); INSERT INTO person VALUES (7, 'ann@example.org', " + values
                + ")");

        assertThat(queue.take())
                .containsExactly("{\"name\": " + name
                        + ", \"type\": \"welcome_email\", \"email\": \"ann@example.org\", \"user_id\": 7}");
    }

    @Test
    void whoHasNoAddressIsNotWelcomed() throws SQLException {
        execute("CREATE TABLE person (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email text, name text);"
                + "SELECT taskwire.watch_signups('person');"
                + "INSERT INTO person (email, name) VALUES (NULL, 'a'), ('', 'b'), ('c@d.e', 'c')");

        assertThat(queue.take()).singleElement().asString().contains("\"name\": \"c\"");
    }

    @Test
    void manyAtOnceAreWelcomedEach() throws SQLException {
        execute(
                "CREATE TABLE person (id int PRIMARY KEY, email text, name text, n json); SELECT taskwire.watch_signups('person');"
                        + "INSERT INTO person SELECT n, n || '@example.org', 'N', '\"\\u0000\"' FROM generate_series(1, 2500) AS n");

        assertThat(postgres.database().count("SELECT count(DISTINCT headers ->> 'seq') FROM pgmq.q_notifications"))
                .isEqualTo(2500);
        assertThat(queue.take()).hasSize(2500).doesNotHaveDuplicates();
    }

    @Test
    void aColumnThatIsGoneEndsTheNotificationsNotTheWrites() throws SQLException {
        execute(
                "CREATE TABLE person (id int PRIMARY KEY, email text, name text); SELECT taskwire.watch_signups('person');"
                        + "ALTER TABLE person RENAME COLUMN email TO address; INSERT INTO person VALUES (1, 'a@b.c', 'A')");

        assertThat(queue.take()).isEmpty();
    }

    private void execute(String statements) throws SQLException {
        postgres.database().execute(statements);
    }
}
