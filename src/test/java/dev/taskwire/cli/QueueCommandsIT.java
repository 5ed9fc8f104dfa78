package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.cli.CommandRunner.Ran;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Queues on the command line. */
final class QueueCommandsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final CommandRunner commands = new CommandRunner(POSTGRES);

    @BeforeEach
    void clear() throws SQLException {
        POSTGRES.database()
                .execute("SELECT pgmq.drop_queue(queue_name) FROM pgmq.meta WHERE queue_name = 'orders';"
                        + "SELECT pgmq.create('orders'); TRUNCATE taskwire.parked_message, taskwire.paused_queue");
    }

    @Test
    void sendsOneMessageWithHeadersAndADelay(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("message.json"), "{\n  \"from\": \"file\"\n}\n");

        assertThat(good("send", "orders", "{\"n\": 1}", "--header", "source=shell=1")
                        .out())
                .isEqualTo("sent as 1\n");
        assertThat(good("send", "orders", "@" + file, "--delay", "2h").out()).isEqualTo("sent as 2\n");
        assertThat(good("send", "orders", "null", "--at", "2999-01-31T08:00:00Z")
                        .out())
                .isEqualTo("sent as 3\n");

        assertThat(POSTGRES.database().value("SELECT headers ->> 'source' FROM pgmq.q_orders"))
                .isEqualTo("shell=1");
        assertThat(
                        POSTGRES.database()
                                .value(
                                        "SELECT string_agg(message::text, ' ' ORDER BY message_id) FROM taskwire.parked_message"))
                .isEqualTo("{\"from\": \"file\"} null");
    }

    @Test
    void sendsALineAMessageInBatchesAndSaysHowFarItCame() throws Exception {
        Ran ran = commands.answering("{\"n\": 1}\n\n[2]\n3\n{\"n\": }\n5\n", "send", "orders", "--batch", "2");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .contains("sent 2 before it failed; nothing of lines 4 to 5 was sent")
                .contains("no JSON: line 5, column 7: Unexpected character")
                .doesNotContain("\tat ");
        assertThat(POSTGRES.database()
                        .value("SELECT string_agg(message::text, ' ' ORDER BY msg_id) FROM pgmq.q_orders"))
                .isEqualTo("{\"n\": 1} [2]");
        assertThat(commands.answering("1\n2\n3\n", "send", "orders", "-").out()).isEqualTo("sent 3\n");
    }

    @Test
    void refusesWhatIsNoMessageInASentence() throws Exception {
        Ran malformed = commands.run("send", "orders", "{\"n\": 1,\n \"m\": x}");
        assertThat(malformed.code()).isEqualTo(2);
        assertThat(malformed.err())
                .contains("the message is no JSON: line 2, column 7: Unrecognized token 'x'", "a shell needs quotes");
        assertThat(commands.run("send", "orders", "{} {}").err())
                .contains("line 1, column 4: there is more after the JSON value");
        assertThat(commands.run("send", "orders", "").err()).contains("there is nothing, expected a JSON value");
        assertThat(commands.run("send", "orders", "@/no/such/file").code()).isEqualTo(2);
        assertThat(commands.run("send", "orders", "1", "--delay", "1m", "--at", "2999-01-31T08:00:00Z")
                        .code())
                .isEqualTo(2);

        Ran unknown = commands.run("send", "order", "1");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("There is no queue 'order'. The queues are: activity_log, cleanup_tasks,");
        Ran unsendable = commands.run("send", "orders", "\"\\u0000\"");
        assertThat(unsendable.code()).isEqualTo(1);
        assertThat(unsendable.err())
                .contains("unsupported Unicode escape sequence")
                .doesNotContain("\tat ");
    }

    @Test
    void listsQueuesForPeopleAndForPrograms() throws Exception {
        good("send", "orders", "1");
        good("pause", "orders");

        List<String> lines = good("queues").out().lines().toList();
        assertThat(lines.get(0)).startsWith("QUEUE ").endsWith("DEAD  ARCHIVED  STATE");
        assertThat(lines)
                .anySatisfy(line ->
                        assertThat(line).containsPattern("^orders +1 +1 +0 +0 +0 +0 +0 +\\S+ +0 +0 +paused since 20"));
        JsonObject orders = new JsonArray(good("queues", "--output", "json").out()).getJsonObject(4);
        assertThat(orders.getString("queue")).isEqualTo("orders");
        assertThat(orders.getInteger("ready")).isEqualTo(1);
        assertThat(orders.getBoolean("paused")).isTrue();
        assertThat(orders.getBoolean("estimated")).isFalse();
    }

    @Test
    void watchesQueuesInLinesWhereThereIsNoTerminal() throws Exception {
        Ran ran = good("queues", "--watch", "--every", "100ms", "--times", "2");
        assertThat(ran.out().lines())
                .hasSize(13)
                .filteredOn(line -> line.startsWith("TIME "))
                .hasSize(1);
        assertThat(ran.out()).doesNotContain("\u001b");

        Ran json = good("queues", "--watch", "--every", "100ms", "--times", "2", "--output", "json");
        assertThat(json.out().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(new JsonArray(line)).hasSize(6));
    }

    @Test
    void peeksAtPagesAndAtOneMessage() throws Exception {
        sendLines("{\"n\": 1}\n2\n3\n");
        good("send", "orders", "4", "--delay", "2h");

        assertThat(good("peek", "orders", "--limit", "2").out())
                .containsPattern("1 +ready +0 +0 +\\S+ +\\S+ +\\{\"n\": 1}")
                .contains("for more add --after 2");
        JsonArray rest = new JsonArray(
                good("peek", "orders", "--after", "2", "--output", "json").out());
        assertThat(rest).hasSize(1);
        assertThat(rest.getJsonObject(0).getInteger("message")).isEqualTo(3);
        assertThat(good("peek", "orders", "--parked").out()).containsPattern("4 +parked");
        assertThat(good("peek", "orders", "--unknown").out()).doesNotContain("parked");
        assertThat(good("peek", "orders", "--archived").out()).isEqualTo("no messages\n");
        assertThat(good("peek", "orders", "--id", "1").out())
                .contains("state", "\nheaders\n  {\"event_id\": ", "\nmessage\n  {\"n\": 1}");

        Ran missing = commands.run("peek", "orders", "--id", "99");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("queue orders has no message 99");
        assertThat(commands.run("peek", "orders", "--limit", "101").code()).isEqualTo(2);
        assertThat(commands.run("peek", "orders", "--parked", "--archived").code())
                .isEqualTo(2);
    }

    @Test
    void pausesAndResumes() throws Exception {
        assertThat(good("pause", "orders").out()).isEqualTo("paused\n");
        assertThat(good("pause", "orders").out()).isEqualTo("it was paused already\n");
        assertThat(good("resume", "orders").out()).isEqualTo("resumed\n");
        assertThat(good("resume", "orders").out()).isEqualTo("it was not paused\n");
        assertThat(commands.run("pause", "order").err()).contains("There is no queue 'order'");
    }

    @Test
    void purgesOnlyWhenToldSo() throws Exception {
        sendLines("1\n2\n3\n");

        Ran wrong = commands.answering("order\n", "purge", "orders");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err())
                .contains("this deletes 3 messages of orders; type the queue's name: ", "\"order\" is not \"orders\"");
        assertThat(commands.answering("", "purge", "orders").err()).contains("--yes does it without asking");
        assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_orders"))
                .isEqualTo(3);

        assertThat(commands.answering("orders\n", "purge", "orders").out()).isEqualTo("deleted 3\n");
        assertThat(good("purge", "orders", "--archived", "--yes").out()).isEqualTo("deleted 0\n");
    }

    private void sendLines(String lines) throws Exception {
        assertThat(commands.answering(lines, "send", "orders").out()).isEqualTo("sent 3\n");
    }

    @CanIgnoreReturnValue
    private Ran good(String... arguments) throws Exception {
        Ran ran = commands.run(arguments);
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran;
    }
}
