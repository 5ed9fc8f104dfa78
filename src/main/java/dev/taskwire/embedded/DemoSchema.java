package dev.taskwire.embedded;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The demo's own tables, made where they are not there yet. */
final class DemoSchema {
    private static final String PEOPLE = """
            -- demo.people
            SELECT id::text, full_name, email FROM public.profiles ORDER BY email LIMIT 1000
            """;

    private static final String RESERVED = """
            -- demo.reserved
            SELECT id FROM public.tasks ORDER BY status = 'done', created_at LIMIT 1
            """;

    private static final String LAST_SEQ = """
            -- demo.last_seq
            SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last_seq FROM taskwire.activity_seq
            """;

    private final Pool pool;
    private final String script;

    /** @param tablesSchema where Taskwire's tables are; a name as the configuration allows it */
    DemoSchema(Pool pool, String tablesSchema) {
        this.pool = pool;
        this.script = read().replace("${tables_schema}", tablesSchema);
    }

    /** Makes what is missing and answers what is there. */
    Future<DemoGround> prepare(RunLog log) {
        Future<Team> team = pool.query(script)
                .execute()
                .compose(made -> pool.query(PEOPLE).execute())
                .map(DemoSchema::team);
        Future<UUID> reserved = team.compose(made -> pool.query(RESERVED).execute())
                .map(rows -> rows.iterator().next().getUUID("id"));
        Future<Long> lastSeq = reserved.compose(made -> pool.query(LAST_SEQ).execute())
                .map(rows -> rows.iterator().next().getLong("last_seq"));
        return lastSeq.compose(made -> log.inAppRows())
                .map(inApp -> new DemoGround(team.result(), reserved.result(), lastSeq.result(), inApp));
    }

    private static Team team(RowSet<Row> rows) {
        List<Person> people = new ArrayList<>();
        rows.forEach(row -> people.add(Person.from(row.toJson())));
        return new Team(people);
    }

    private static String read() {
        try (InputStream content = DemoSchema.class.getResourceAsStream("/taskwire/demo.sql")) {
            return new String(
                    Objects.requireNonNull(content, "demo.sql is missing in the jar")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
