package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A write to a partition fires nothing of its parent, one to the parent nothing of its partitions. */
final class PartitionIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final ActivityQueue queue = new ActivityQueue(POSTGRES);

    @BeforeEach
    void aTreeOfTables() throws SQLException {
        execute("""
                DROP TABLE IF EXISTS part, loose;
                CREATE TABLE part (id int, region text, v text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
                CREATE TABLE part_eu PARTITION OF part FOR VALUES IN ('eu');
                CREATE TABLE part_us PARTITION OF part FOR VALUES IN ('us') PARTITION BY RANGE (id);
                CREATE TABLE part_us_low (v text, region text NOT NULL, id int NOT NULL);
                ALTER TABLE part_us ATTACH PARTITION part_us_low FOR VALUES FROM (0) TO (100);
                CREATE TABLE part_us_high PARTITION OF part_us FOR VALUES FROM (100) TO (200);
                SELECT taskwire.watch('part', 'thing');
                """);
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void aWriteToTheParentIsLoggedOnce() throws SQLException {
        execute("INSERT INTO part VALUES (1, 'eu', 'a'), (2, 'us', 'b'), (150, 'us', 'c')");
        execute("UPDATE part SET v = 'd' WHERE id < 100; DELETE FROM part WHERE id = 150");

        assertThat(queue.take())
                .containsExactly(
                        "thing created [1, \"eu\"]",
                        "thing created [2, \"us\"]",
                        "thing created [150, \"us\"]",
                        "thing updated [1, \"eu\"] {\"v\": \"d\"}",
                        "thing updated [2, \"us\"] {\"v\": \"d\"}",
                        "thing deleted [150, \"us\"]");
    }

    @Test
    void aWriteStraightToAPartitionIsLoggedOnce() throws SQLException {
        execute(
                "INSERT INTO part_eu VALUES (1, 'eu', 'a'); INSERT INTO part_us_low (id, region, v) VALUES (2, 'us', 'b')");
        execute("INSERT INTO part_us VALUES (150, 'us', 'c'); UPDATE part_us SET v = 'd'; DELETE FROM part_us_high");

        assertThat(queue.take())
                .containsExactly(
                        "thing created [1, \"eu\"]",
                        "thing created [2, \"us\"]",
                        "thing created [150, \"us\"]",
                        "thing updated [2, \"us\"] {\"v\": \"d\"}",
                        "thing updated [150, \"us\"] {\"v\": \"d\"}",
                        "thing deleted [150, \"us\"]");
    }

    @Test
    void aRowThatMovesToAnotherPartitionIsOneUpdate() throws SQLException {
        execute("INSERT INTO part VALUES (1, 'eu', 'a'), (2, 'us', 'b'), (3, 'us', 'c')");
        assertThat(queue.take()).hasSize(3);

        execute("UPDATE part SET region = 'us', id = 160 WHERE id = 1");
        execute("UPDATE part SET id = id + 100 WHERE id IN (2, 3)");

        assertThat(queue.take())
                .containsExactly(
                        "thing updated [160, \"us\"] {\"id\": 160, \"region\": \"us\"}",
                        "thing updated [102, \"us\"] {\"id\": 102}",
                        "thing updated [103, \"us\"] {\"id\": 103}");
    }

    @Test
    void movedRowsThatATriggerHeldBackDoNotMixUpTheOthers() throws SQLException {
        execute("INSERT INTO part SELECT n, 'us', 'v' || n FROM generate_series(1, 60) AS n");
        assertThat(queue.take()).hasSize(60);
        execute("CREATE OR REPLACE FUNCTION hold_back() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN IF NEW.id IN (105, 130) THEN RETURN NULL; END IF; RETURN NEW; END';"
                + "CREATE TRIGGER hold_back BEFORE INSERT ON part_us_high FOR EACH ROW EXECUTE FUNCTION hold_back()");

        execute("UPDATE part SET id = id + CASE WHEN id IN (5, 30) THEN 100 ELSE 0 END, v = 'w' || id");

        assertThat(queue.take())
                .hasSize(60)
                .contains(
                        "thing deleted [5, \"us\"]",
                        "thing deleted [30, \"us\"]",
                        "thing updated [60, \"us\"] {\"v\": \"w60\"}")
                .filteredOn(line -> line.contains(" updated "))
                .hasSize(58)
                .allSatisfy(line -> assertThat(line).matches("thing updated \\[(\\d+), \"us\"] \\{\"v\": \"w\\1\"}"));
    }

    @Test
    void truncateMakesOneEntryHoweverManyPartitionsItEmpties() throws SQLException {
        execute("TRUNCATE part");
        assertThat(queue.take()).containsExactly("thing truncated");
        execute("TRUNCATE part_us");
        assertThat(queue.newest("message -> 'data' ->> 'table'")).contains("part_us");
        assertThat(queue.take()).containsExactly("thing truncated");
        execute("TRUNCATE part_us_low");
        assertThat(queue.take()).containsExactly("thing truncated");
    }

    @Test
    void severalTruncatesInOneTransactionAreOneEntryEach() throws SQLException {
        execute("TRUNCATE part; TRUNCATE part_us_high; TRUNCATE part_eu, part; TRUNCATE part_us_low, part_eu");

        assertThat(queue.take()).hasSize(5).containsOnly("thing truncated");
    }

    @Test
    void rewatchTakesInNewPartitionsAndLetsDetachedOnesGo() throws SQLException {
        execute(
                "CREATE TABLE part_as PARTITION OF part FOR VALUES IN ('as'); ALTER TABLE part DETACH PARTITION part_eu");
        execute("INSERT INTO part VALUES (1, 'as', 'a')");
        assertThat(queue.take()).as("through the parent").hasSize(1);

        assertThat(POSTGRES.database().count("SELECT taskwire.rewatch()")).isEqualTo(10);
        assertThat(POSTGRES.database().count("SELECT taskwire.rewatch()")).isZero();

        execute("INSERT INTO part_as VALUES (2, 'as', 'b'); INSERT INTO part_eu VALUES (1, 'eu', 'a')");
        assertThat(queue.take()).containsExactly("thing created [2, \"as\"]");
        execute("DROP TABLE part_eu");
    }

    @Test
    void aTableThatWasWatchedByItselfBecomesAPartOfTheWhole() throws SQLException {
        execute(
                "CREATE TABLE part_as (id int, region text, v text, PRIMARY KEY (id, region));"
                        + "SELECT taskwire.watch('part_as', 'other'); ALTER TABLE part ATTACH PARTITION part_as FOR VALUES IN ('as')");

        assertThat(POSTGRES.database().count("SELECT taskwire.rewatch()")).isPositive();
        assertThat(POSTGRES.database().count("SELECT taskwire.rewatch()")).isZero();

        execute("INSERT INTO part_as VALUES (1, 'as', 'a'); INSERT INTO part VALUES (2, 'as', 'b')");
        assertThat(queue.take()).containsExactly("thing created [1, \"as\"]", "thing created [2, \"as\"]");
    }

    @Test
    void aPartitionIsNotWatchedByItself() {
        assertThatThrownBy(() -> execute("SELECT taskwire.watch('part_us_low')"))
                .hasMessageContaining("is a partition of part")
                .hasMessageContaining("taskwire.watch('part')");
    }

    @Test
    void aForeignTableAsAPartitionIsRefused() throws SQLException {
        execute("""
                CREATE FOREIGN DATA WRAPPER nowhere;
                CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere;
                CREATE TABLE loose (id int PRIMARY KEY) PARTITION BY RANGE (id);
                ALTER TABLE loose DROP CONSTRAINT loose_pkey;
                CREATE FOREIGN TABLE loose_far PARTITION OF loose FOR VALUES FROM (0) TO (10) SERVER nowhere;
                """);

        assertThatThrownBy(() -> execute("SELECT taskwire.watch('loose')"))
                .hasMessageContaining("has a foreign table as a partition, loose_far");
    }

    private static void execute(String statements) throws SQLException {
        POSTGRES.database().execute(statements);
    }
}
