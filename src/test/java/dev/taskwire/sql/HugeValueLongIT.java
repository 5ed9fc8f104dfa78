package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is too large for a message does not keep its row from being written. */
final class HugeValueLongIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final ActivityQueue queue = new ActivityQueue(POSTGRES);

    @Test
    void aValueThatNoMessageCanHoldIsCutAndSaysSo() throws SQLException {
        POSTGRES.database().execute("CREATE TABLE notes (id int PRIMARY KEY, t text); SELECT taskwire.watch('notes')");
        POSTGRES.database().execute("INSERT INTO notes VALUES (1, repeat('x', 90000000))");
        POSTGRES.database().execute("UPDATE notes SET t = t || 'y'");

        assertThat(queue.newest("right(message -> 'data' -> 'changes' ->> 't', 78)"))
                .contains(" … (cut by Taskwire: 90000001 bytes, md5 ");
        assertThat(queue.size()).isEqualTo(2);
    }
}
