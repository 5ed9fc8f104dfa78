package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.cli.CommandRunner.Ran;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** HTTP-call queues and their jobs on the command line. */
final class CallsCommandIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final CommandRunner commands = new CommandRunner(POSTGRES);

    @TempDir
    private Path folder;

    @BeforeEach
    void clear() throws SQLException {
        POSTGRES.database().execute("""
                TRUNCATE taskwire.http_job RESTART IDENTITY CASCADE;
                DELETE FROM taskwire.http_flow;
                DELETE FROM taskwire.http_queue;
                DELETE FROM job_failures;
                INSERT INTO taskwire.http_queue (name, url, headers) VALUES
                    ('invoices', 'https://user:word@example.com/invoices?api_key=17&page=2',
                        '{"Authorization": "Bearer abcdefgh", "X-Api-Key": "{{secret billing}}", "X-Origin": "shop"}')
                """);
    }

    @Test
    void listsQueuesWithoutAnythingSecret() throws Exception {
        assertThat(run("add", "invoices").code()).isZero();

        Ran table = run("queues");
        assertThat(table.code()).as(table.err()).isZero();
        assertThat(table.out())
                .containsPattern(
                        "invoices +5 +0 +- +1 +0 +0 +- +POST https://\\*\\*\\*@example.com/invoices\\?api_key=\\*\\*\\*&page=2");

        JsonObject queue = new JsonArray(run("queues", "--output", "json").out()).getJsonObject(0);
        assertThat(queue.getJsonObject("headers").getMap())
                .containsEntry("Authorization", "***")
                .containsEntry("X-Api-Key", "{{secret billing}}")
                .containsEntry("X-Origin", "shop");
        assertThat(queue.getJsonObject("jobs").getInteger("pending")).isEqualTo(1);
    }

    @Test
    void insertsAJobThatIsThenListedAndShown() throws Exception {
        Ran added = run(
                "add",
                "invoices",
                "{\"number\": 12345678901234567890.123}",
                "--path",
                "/reminders",
                "--key",
                "customer-7",
                "--delay",
                "10m");
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(added.out()).isEqualTo("inserted as 1\n");

        assertThat(run("list", "--queue", "invoices").out()).containsPattern("1 +invoices +pending +20.* +customer-7");
        assertThat(run("list", "--status", "failed").out()).isEqualTo("no jobs\n");
        assertThat(run("show", "1").out()).contains("/reminders", "POST", "payload");
        assertThat(run("show", "1", "--output", "json").out()).contains("12345678901234567890.123");
        assertThat(POSTGRES.database()
                        .value("SELECT due_at > clock_timestamp() + interval '9 minutes' FROM taskwire.http_job"))
                .isEqualTo("true");
    }

    @Test
    void insertsAFlowAndCancelsWhatHasNotBegun() throws Exception {
        Path flow = Files.writeString(folder.resolve("order.json"), """
                {"name": "order 17", "jobs": [{"name": "ship", "queue": "invoices", "after": ["pay"]},
                    {"name": "pay", "queue": "invoices"}]}
                """);

        assertThat(run("flow", flow.toString()).out()).startsWith("inserted as ");
        assertThat(run("show", "2").out()).contains("waits for", "1  pending  pay");
        assertThat(run("cancel", "1").out()).isEqualTo("cancelled 1\n");
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.http_job WHERE status = 'cancelled'"))
                .isEqualTo(2);

        assertThat(run("redrive", "--queue", "invoices", "--status", "cancelled")
                        .out())
                .isEqualTo("redriven 2\n");
        assertThat(run("cancel", "--queue", "invoices", "--status", "pending").out())
                .startsWith("cancelled ");
    }

    @Test
    void letsThoseThatFailedBeginAgain() throws Exception {
        POSTGRES.database().execute("""
                INSERT INTO taskwire.http_job (queue) SELECT 'invoices' FROM generate_series(1, 1500);
                UPDATE taskwire.http_job SET status = 'failed', attempts = 5, ended_at = clock_timestamp()
                """);

        assertThat(run("redrive", "1", "2").out()).isEqualTo("redriven 2\n");
        assertThat(run("redrive", "--queue", "invoices", "--status", "failed").out())
                .isEqualTo("redriven 1498\n");
    }

    @Test
    void changesWorkers() throws Exception {
        assertThat(run("workers", "invoices", "20").out()).isEqualTo("invoices has 20 workers\n");
        assertThat(POSTGRES.database().value("SELECT workers FROM taskwire.http_queue"))
                .isEqualTo("20");
        assertThat(run("workers", "no_such_queue", "20").code()).isEqualTo(1);
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(run().code()).isEqualTo(2);
        assertThat(run("cancel").err()).contains("say which: ids, or --queue and --status");
        assertThat(run("redrive", "1", "--queue", "invoices").code()).isEqualTo(2);
        assertThat(run("list", "--status", "broken").code()).isEqualTo(2);
        assertThat(run("workers", "invoices", "-1").code()).isEqualTo(2);
        assertThat(run("add", "invoices", "{").err()).contains("the payload is no JSON");
        assertThat(run("flow", "no_such_file").code()).isEqualTo(2);
        assertThat(run("show", "17").err()).contains("there is no HTTP job 17");
        Ran unknown = run("add", "no_such_queue");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err())
                .contains("There is no HTTP queue 'no_such_queue'")
                .doesNotContain("\tat ");
        assertThat(run("add", "invoices", "--path", "no slash").err()).contains("path: it begins with /");
    }

    private Ran run(String... arguments) throws Exception {
        return arguments.length == 0 ? commands.run("calls") : commands.runBelow("calls", arguments);
    }
}
