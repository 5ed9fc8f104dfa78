package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code docs/sql.md} names everything and what it tells readers to run runs. */
final class ReferenceIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final Path REFERENCE = Path.of("docs", "sql.md");
    private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyFunctionTableAndSequenceIsNamed() throws IOException, SQLException {
        String reference = Files.readString(REFERENCE);

        assertThat(POSTGRES.database()
                        .rows("SELECT proname::text AS name FROM pg_proc WHERE pronamespace = 'taskwire'::regnamespace"
                                + " UNION SELECT relname::text FROM pg_class WHERE relnamespace = 'taskwire'::regnamespace"
                                + " AND relkind IN ('r', 'v', 'p') OR relname = 'activity_seq'"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(reference).containsPattern("[`.]" + row.get("name") + "[`(]"));
    }

    @Test
    void whatItTellsReadersToRunRuns() throws IOException, SQLException {
        String role = "reader_" + ProcessHandle.current().pid();
        StringBuilder statements = new StringBuilder("CREATE ROLE " + role + ";");
        SQL.matcher(Files.readString(REFERENCE))
                .results()
                .forEach(block -> statements.append(block.group(1).replace("TO app;", "TO " + role + ";")));

        POSTGRES.database().execute(statements + "DROP OWNED BY " + role + "; DROP ROLE " + role);

        assertThat(POSTGRES.database()
                        .value("SELECT string_agg(message ->> 'action', ' ' ORDER BY msg_id) FROM pgmq.q_activity_log"))
                .isEqualTo("created updated");
    }
}
