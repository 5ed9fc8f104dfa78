package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queues that take messages of a higher priority first. */
final class PrioritiesIT {
    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire();

    @RegisterExtension
    final LibraryStage stage = new LibraryStage(TASKWIRE);

    private final List<Integer> seen = new CopyOnWriteArrayList<>();

    private void start(String queue, QueueOptions options) {
        stage.start(stage.library().queue(queue, JsonObject.class, options.concurrency(1), (payload, delivery) -> {
            seen.add(payload.getInteger("n"));
            return Future.succeededFuture(Outcome.done());
        }));
        stage.awaitEmpty(queue);
    }

    private void send(String queue, int n, String headers) throws SQLException {
        stage.database()
                .execute("SELECT taskwire.make_queue('" + queue + "'); SELECT taskwire.send('" + queue + "', '{\"n\": "
                        + n + "}', '" + headers + "')");
    }

    @Test
    void aHigherOneGoesFirstAndThenTheOlder() throws SQLException {
        send("ranked", 1, "{}");
        send("ranked", 2, "{\"priority\": 5}");
        send("ranked", 3, "{\"priority\": 9}");
        send("ranked", 4, "{\"priority\": 5}");
        send("ranked", 5, "{\"priority\": \"most urgent\"}");
        send("ranked", 6, "{\"priority\": 1}");
        start("ranked", QueueOptions.defaults().prioritized());
        assertThat(seen).containsExactly(3, 2, 4, 6, 1, 5);
    }

    @Test
    void theOrderOfAKeyGoesBeforePriority() throws SQLException {
        send("both", 1, "{\"x-pgmq-group\": \"a\"}");
        send("both", 2, "{\"x-pgmq-group\": \"a\", \"priority\": 9}");
        send("both", 3, "{\"x-pgmq-group\": \"b\", \"priority\": 3}");
        start("both", QueueOptions.defaults().prioritized().ordered());
        assertThat(seen).containsExactly(3, 1, 2);
    }

    @Test
    void whatHasWaitedForAMinuteHasATenthOfThePlaces() throws SQLException {
        send("aged", 1, "{}");
        send("aged", 2, "{}");
        stage.database().execute("UPDATE pgmq.q_aged SET enqueued_at = enqueued_at - interval '2 minutes'");
        for (int n = 3; n < 23; n++) {
            send("aged", n, "{\"priority\": 9}");
        }
        stage.database().execute("SELECT taskwire.prioritize_queue('aged')");
        assertThat(
                        stage.database()
                                .value(
                                        "SELECT string_agg(message ->> 'n', ' ' ORDER BY msg_id) FROM taskwire.read_arranged('aged', 30, 10, '')"))
                .isEqualTo("1 3 4 5 6 7 8 9 10 11");
    }

    @Test
    void aSenderGivesItByItsOptions() throws SQLException {
        stage.database().execute("SELECT taskwire.make_queue('given')");
        Taskwire taskwire = stage.start(stage.library());
        complete(taskwire.sender()
                .send(
                        "given",
                        new JsonObject(),
                        SendOptions.defaults().priority(7).key("k")));
        assertThat(stage.database()
                        .value("SELECT headers ->> 'priority' || (headers ->> 'x-pgmq-group') FROM pgmq.q_given"))
                .isEqualTo("7k");
        assertThatThrownBy(() -> SendOptions.defaults().priority(10)).hasMessageContaining("0 to 9");
    }
}
