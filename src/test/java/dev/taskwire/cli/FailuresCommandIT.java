package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.cli.CommandRunner.Ran;
import dev.taskwire.support.DeadLetterRows;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters on the command line: listed, counted and shown. */
final class FailuresCommandIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final CommandRunner commands = new CommandRunner(POSTGRES);
    private final DeadLetterRows failures = new DeadLetterRows(POSTGRES.database());

    @BeforeEach
    void clear() throws SQLException {
        failures.clear();
    }

    @Test
    void listsTheNewestFirstInAlignedColumns() throws Exception {
        UUID older = failures.add(1, "no user");
        UUID newer = failures.add("notifications", 2, "a \u001b[31mlong\nreason " + "x".repeat(100));

        Ran ran = commands.run("failures");

        assertThat(ran.code()).as(ran.err()).isZero();
        List<String> lines = ran.out().lines().toList();
        assertThat(lines.get(0)).matches("ID {36}QUEUE {10}WHEN {18}ATTEMPTS {2}REASON +REDRIVEN");
        assertThat(lines.get(1))
                .startsWith(newer + "  notifications  2026-01-02T00:02:00Z  2         a  [31mlong reason xxx");
        assertThat(lines.get(1)).contains("x…  -").doesNotContain("\u001b");
        assertThat(lines.get(2)).startsWith(older + "  cleanup_tasks  2026-01-02T00:01:00Z  2         no user ");
        assertThat(lines).hasSize(3);
    }

    @Test
    void goesThroughAllOfThemPageByPage() throws Exception {
        List<String> added = new ArrayList<>();
        for (int minute = 9; minute > 0; minute--) {
            // Three have the same time, so that the id must decide.
            added.add(failures.add(minute / 3, "no user").toString());
        }

        List<String> found = new ArrayList<>();
        List<String> page = ids(commands.run("failures", "--output", "json", "--limit", "2"));
        while (!page.isEmpty()) {
            found.addAll(page);
            page = ids(commands.run(
                    "failures", "--output", "json", "--limit", "2", "--after", found.get(found.size() - 1)));
        }

        assertThat(found).containsExactlyInAnyOrderElementsOf(added).hasSize(9);
        assertThat(commands.run("failures", "--limit", "2").out()).endsWith("add --after " + found.get(1) + "\n");
        assertThat(commands.run("failures", "--after", UUID.randomUUID().toString())
                        .code())
                .isEqualTo(2);
    }

    @Test
    void selectsByQueueCauseAndTime() throws Exception {
        failures.add(1, "no user");
        failures.add(2, "no mailbox");
        failures.add("notifications", 3, "no user");

        assertThat(ids(commands.run("failures", "--output", "JSON", "--queue", "cleanup_tasks")))
                .hasSize(2);
        assertThat(ids(commands.run("failures", "--output", "json", "--cause", "No User")))
                .hasSize(2);
        assertThat(ids(commands.run(
                        "failures", "--output", "json", "--since", "2026-01-02T00:02:00Z", "--until", "1m")))
                .hasSize(2);
        assertThat(ids(commands.run("failures", "--output", "json", "--since", "1h")))
                .isEmpty();
        assertThat(commands.run("failures", "--since", "1h").out()).isEqualTo("no failures\n");
    }

    @Test
    void countsThemByQueueAndCause() throws Exception {
        failures.add(1, "no user");
        UUID last = failures.add(3, "no user");
        failures.add(2, "no mailbox");
        assertThat(commands.run("redrive", "--id", last.toString()).code()).isZero();

        assertThat(commands.run("failures", "--group").out())
                .containsSubsequence(
                        "COUNT  NOT REDRIVEN  QUEUE",
                        "2      1             cleanup_tasks  2026-01-02T00:01:00Z  2026-01-02T00:03:00Z",
                        last.toString(),
                        "no user\n",
                        "no mailbox\n");
        JsonObject group = new JsonArray(
                        commands.run("failures", "--group", "--output", "json").out())
                .getJsonObject(0);
        assertThat(group.getInteger("count")).isEqualTo(2);
        assertThat(group.getInteger("waiting")).isEqualTo(1);
        assertThat(group.getString("example")).isEqualTo(last.toString());
    }

    @Test
    void showsOneWhole() throws Exception {
        String id = failures.add(5, "no user").toString();
        POSTGRES.database()
                .execute("UPDATE public.job_failures SET message = '{\"exact\": 0.10000000000000000000001}'");

        String text = commands.run("failures", "--id", id).out();

        assertThat(text)
                .containsSubsequence(
                        id,
                        "cleanup_tasks",
                        "2026-01-02T00:05:00Z",
                        "reason",
                        "no user",
                        "errors",
                        "2026-01-01T23:05:00+00:00  attempt 1  an earlier one",
                        "attempt 2  no user",
                        "headers",
                        "\"seq\": 5",
                        "message",
                        "0.10000000000000000000001");
        String json = commands.run("failures", "--id", id, "--output", "json").out();
        assertThat(json).contains("0.10000000000000000000001");
        assertThat(new JsonObject(json).getJsonArray("errors")).hasSize(2);
        assertThat(new JsonObject(json).getJsonObject("headers").getInteger("seq"))
                .isEqualTo(5);
        assertThat(new JsonObject(json).getString("failed_at")).isEqualTo("2026-01-02T00:05:00Z");
    }

    @Test
    void showsAMessageThatIsNestedTooDeepForAJsonLibrary() throws Exception {
        String id = failures.add(5, "nested too deep").toString();
        String deep = "[".repeat(3_000) + "]".repeat(3_000);
        assertThat(POSTGRES.database().update("UPDATE public.job_failures SET message = ?::jsonb", deep))
                .isEqualTo(1);

        assertThat(commands.run("failures", "--id", id).out()).contains(deep);
        assertThat(commands.run("failures", "--id", id, "--output", "json").out())
                .contains(deep);
        assertThat(commands.run("redrive", "--id", id).out()).isEqualTo("redriven 1\n");
    }

    @Test
    void saysWhatToDoWhereTheDatabaseIsNotPrepared() throws Exception {
        POSTGRES.database().execute("ALTER TABLE public.job_failures RENAME TO elsewhere");
        try {
            Ran ran = commands.run("failures");
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err()).contains("run `taskwire migrate`").doesNotContain("\tat ");
        } finally {
            POSTGRES.database().execute("ALTER TABLE public.elsewhere RENAME TO job_failures");
        }
    }

    private static List<String> ids(Ran ran) {
        assertThat(ran.code()).as(ran.err()).isZero();
        return new JsonArray(ran.out())
                .stream().map(failure -> ((JsonObject) failure).getString("id")).toList();
    }
}
