package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KeyChangeIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final ActivityQueue queue = new ActivityQueue(POSTGRES);

    @Test
    void keysOfAnyKindBecomeTheEntitysId() throws SQLException {
        execute("CREATE TABLE by_uuid (id uuid PRIMARY KEY); CREATE TABLE by_bigint (id bigint PRIMARY KEY);"
                + "CREATE TABLE by_two (a int, b text, PRIMARY KEY (b, a)); CREATE TABLE by_text (\"Id\" text PRIMARY KEY);"
                + "SELECT taskwire.watch('by_uuid'), taskwire.watch('by_bigint'), taskwire.watch('by_two'),"
                + " taskwire.watch('by_text')");
        execute("INSERT INTO by_uuid VALUES ('7c65a415-3040-474a-a9c3-d7af92ae64d5');"
                + "INSERT INTO by_bigint VALUES (9007199254740993); INSERT INTO by_two VALUES (1, 'x \"y\"');"
                + "INSERT INTO by_text VALUES ('a b')");

        assertThat(queue.take())
                .containsExactly(
                        "by_uuid created 7c65a415-3040-474a-a9c3-d7af92ae64d5",
                        "by_bigint created 9007199254740993",
                        "by_two created [\"x \\\"y\\\"\", 1]",
                        "by_text created a b");
    }

    @Test
    void anUpdateThatShiftsKeysPairsEachRowWithItself() throws SQLException {
        execute("CREATE TABLE shifted (id int PRIMARY KEY DEFERRABLE, label text); SELECT taskwire.watch('shifted');"
                + "INSERT INTO shifted SELECT n, 'row ' || n FROM generate_series(1, 3000) AS n");
        assertThat(queue.take()).hasSize(3000);

        execute("UPDATE shifted SET id = id + 1, label = label || '!'");

        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM pgmq.q_activity_log"
                                + " WHERE (message -> 'data' -> 'new' ->> 'id')::int ="
                                + "       (message -> 'data' -> 'old' ->> 'id')::int + 1"
                                + " AND message -> 'data' -> 'new' ->> 'label' = (message -> 'data' -> 'old' ->> 'label') || '!'"
                                + " AND message ->> 'entity_id' = message -> 'data' -> 'new' ->> 'id'"
                                + " AND message -> 'data' -> 'changes' -> 'id' = message -> 'data' -> 'new' -> 'id'"))
                .isEqualTo(3000);
        assertThat(queue.take()).hasSize(3000);
    }

    @Test
    void twoRowsThatSwapTheirKeysAreTwoUpdates() throws SQLException {
        execute("CREATE TABLE swapped (id int PRIMARY KEY DEFERRABLE, label text); SELECT taskwire.watch('swapped');"
                + "INSERT INTO swapped VALUES (1, 'one'), (2, 'two')");
        assertThat(queue.take()).hasSize(2);

        execute("UPDATE swapped SET id = 3 - id");

        assertThat(queue.take())
                .containsExactlyInAnyOrder("swapped updated 2 {\"id\": 2}", "swapped updated 1 {\"id\": 1}");
    }

    @Test
    void aRenamedKeyIsStillFound() throws SQLException {
        execute(
                "CREATE TABLE renamed (id int PRIMARY KEY, n int); CREATE TABLE renamed_two (a int, b int, n int, PRIMARY KEY (a, b));"
                        + "SELECT taskwire.watch('renamed'), taskwire.watch('renamed_two')");
        execute("ALTER TABLE renamed RENAME COLUMN id TO number; ALTER TABLE renamed_two RENAME COLUMN b TO c");

        execute(
                "INSERT INTO renamed VALUES (1, 1); UPDATE renamed SET n = 2; INSERT INTO renamed VALUES (2, 2), (3, 3);"
                        + "DELETE FROM renamed WHERE number = 1; INSERT INTO renamed_two VALUES (1, 2, 3)");

        assertThat(queue.take())
                .containsExactly(
                        "renamed created 1",
                        "renamed updated 1 {\"n\": 2}",
                        "renamed created 2",
                        "renamed created 3",
                        "renamed deleted 1",
                        "renamed_two created [1, 2]");
    }

    @Test
    void aKeyThatWasDroppedDoesNotHinderTheWriter() throws SQLException {
        execute("CREATE TABLE keyless (id int PRIMARY KEY, n int); SELECT taskwire.watch('keyless')");
        execute("ALTER TABLE keyless DROP COLUMN id");

        execute("INSERT INTO keyless VALUES (5); INSERT INTO keyless VALUES (6), (7)");

        assertThat(queue.take()).containsExactly("keyless created", "keyless created", "keyless created");
    }

    private static void execute(String statements) throws SQLException {
        POSTGRES.database().execute(statements);
    }
}
