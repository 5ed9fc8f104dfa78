package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Migrator;
import dev.taskwire.support.PostgresExtension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the documents tell readers to run does what they say. */
final class DocumentsIT {
    private static final Pattern SQL = Pattern.compile("(?ms)^```sql\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern LEFT_TO_FILL = Pattern.compile("TODO|FIXME|@@|\\n\\n[A-Z]{4,}\\n\\n");

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @Test
    void theReadmesExampleLogsWhatItChanges() throws IOException, SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config())) {
            postgres.database().execute(sqlOf("README.md").get(0));

            await().until(() -> postgres.database().count("SELECT count(*) FROM activity_logs") == 2);

            assertThat(taskwire.recorded().failures()).isEmpty();
            assertThat(postgres.database()
                            .value("SELECT metadata -> 'changes' FROM activity_logs WHERE action = 'updated'"))
                    .isEqualTo("{\"status\": \"doing\", \"assignee_id\": \"11111111-1111-4111-8111-111111111111\"}");
            await().until(() -> postgres.database().count("SELECT count(*) FROM notifications") == 2);
            await().until(() -> postgres.database().count("SELECT count(*) FROM taskwire.parked_message") == 2);
        }
    }

    @Test
    void theWayFromPlainPgmqToTheExtensionKeepsWhatIsQueued() throws IOException, SQLException {
        postgres.database().execute(script("extension/pgmq--1.11.1.sql"));
        migrate();
        postgres.database()
                .execute("CREATE TABLE orders (id int PRIMARY KEY); SELECT taskwire.watch('orders');"
                        + "INSERT INTO orders VALUES (1), (2); SELECT pgmq.archive('activity_log', 1)");

        String move = sqlOf("docs/operations.md").stream()
                .filter(sql -> sql.contains("CREATE EXTENSION"))
                .findFirst()
                .orElseThrow();
        postgres.database().execute(move);
        migrate();
        postgres.database().execute("INSERT INTO orders VALUES (3)");

        assertThat(postgres.database().count("SELECT count(*) FROM pg_extension WHERE extname = 'pgmq'"))
                .isEqualTo(1);
        assertThat(postgres.database().value("SELECT array_agg(msg_id ORDER BY msg_id) FROM pgmq.q_activity_log"))
                .isEqualTo("{2,3}");
        assertThat(postgres.database().count("SELECT count(*) FROM pgmq.a_activity_log"))
                .isEqualTo(1);
    }

    @Test
    void everyQueryOfTheOperatorsPageRuns() throws IOException, SQLException {
        migrate();
        for (String sql : sqlOf("docs/operations.md")) {
            if (!sql.contains("CREATE EXTENSION")) {
                postgres.database().execute(sql);
            }
        }
    }

    @Test
    void everyLinkLeadsToAFileAndToOneOfItsHeadings() throws IOException {
        for (Path document : documents()) {
            Path folder = Objects.requireNonNullElse(document.getParent(), Path.of(""));
            for (MatchResult link :
                    LINK.matcher(Files.readString(document)).results().toList()) {
                Path target = link.group(1).isEmpty()
                        ? document
                        : folder.resolve(link.group(1)).normalize();
                assertThat(target).as("in %s", document).exists();
                if (link.group(2) != null) {
                    assertThat(headings(target))
                            .as("%s in %s", link.group(), document)
                            .contains(link.group(2));
                }
            }
        }
    }

    @Test
    void noDocumentHasAPlaceLeftToFill() throws IOException {
        for (Path document : documents()) {
            assertThat(Files.readString(document)).as(document.toString()).doesNotContainPattern(LEFT_TO_FILL);
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(Path.of(""));
                Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static List<String> headings(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", ""))
                .map(heading -> heading.replace(' ', '-'))
                .toList();
    }

    private void migrate() throws SQLException {
        TaskwireConfig config = postgres.config();
        assertThat(new Migrator(config.database(), config.queues()).migrate().left())
                .isEmpty();
    }

    private static List<String> sqlOf(String document) throws IOException {
        return SQL.matcher(Files.readString(Path.of(document)))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static String script(String name) throws IOException {
        try (InputStream content = DocumentsIT.class.getResourceAsStream("/taskwire/pgmq/" + name)) {
            return new String(Objects.requireNonNull(content).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
