package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskwire.LibraryStage.Thumbnail;
import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.support.TestDatabase;
import dev.taskwire.testing.DeadLetter;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Other clients of pgmq send what our handlers take, and take what our sender sends. */
final class InteroperabilityIT {
    private static final List<Thumbnail> HANDLED = new CopyOnWriteArrayList<>();
    private static final List<JsonObject> HEADERS = new CopyOnWriteArrayList<>();

    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire()
            .handlers(app -> app.queue("thumbnails", Thumbnail.class, (thumbnail, delivery) -> {
                HANDLED.add(thumbnail);
                HEADERS.add(delivery.headers());
                return Future.succeededFuture(Outcome.done());
            }));

    private final TestDatabase database = new TestDatabase(TASKWIRE.url());

    @BeforeEach
    void nothingIsHandled() {
        HANDLED.clear();
        HEADERS.clear();
    }

    private static void send(int from, int to) {
        for (int width = from; width <= to; width++) {
            complete(TASKWIRE.sender().send("thumbnails", new Thumbnail("cat.png", width)));
        }
    }

    @Test
    void plainSqlSendsWithAndWithoutHeaders() throws SQLException {
        database.execute("""
                SELECT pgmq.send('thumbnails', '{"image": "one.png", "width": 1}');
                SELECT pgmq.send('thumbnails', '{"image": "two.png", "width": 2}', '{"tenant": "t2"}'::jsonb);
                SELECT pgmq.send('thumbnails', '{"image": "three.png", "width": 3}', 30);
                SELECT pgmq.send_batch('thumbnails', ARRAY['{"image": "four.png", "width": 4}'::jsonb]);
                SELECT pgmq.send_batch('thumbnails', ARRAY['{"image": "five.png", "width": 5}'::jsonb],
                  ARRAY['{"tenant": "t5"}'::jsonb]);
                """);

        assertThat(TASKWIRE.drain().done()).isEqualTo(4);
        assertThat(HANDLED).extracting(Thumbnail::width).containsExactlyInAnyOrder(1, 2, 4, 5);
        assertThat(HEADERS)
                .extracting(headers -> headers.getString("tenant"))
                .containsExactlyInAnyOrder(null, "t2", null, "t5");
        TASKWIRE.clock().advance(Duration.ofSeconds(30));
        assertThat(TASKWIRE.drain().done()).isEqualTo(1);
        assertThat(HANDLED).last().isEqualTo(new Thumbnail("three.png", 3));
    }

    @Test
    void psqlSends() throws Exception {
        String statement = "SELECT pgmq.send('thumbnails', '{\"image\": \"psql.png\", \"width\": 7}')";
        Optional<OtherClient> psql = OtherClient.psql();
        if (psql.isPresent()) {
            assertThat(psql.get()
                            .run(database, List.of("-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", statement)))
                    .matches("\\d+\\s*");
        } else {
            sendAsPsqlDoes(statement);
        }

        assertThat(TASKWIRE.drain().done()).isEqualTo(1);
        assertThat(HANDLED).containsExactly(new Thumbnail("psql.png", 7));
    }

    /** In the simple protocol, with nothing bound. */
    private void sendAsPsqlDoes(String text) throws SQLException {
        String url = TASKWIRE.url().replaceFirst("postgres://[^@]*@", "jdbc:postgresql://") + "?preferQueryMode=simple";
        String[] user =
                TASKWIRE.url().replaceFirst("postgres://([^@]*)@.*", "$1").split(":", 2);
        try (Connection connection = DriverManager.getConnection(url, user[0], user[1]);
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    @Test
    void jsonInAJsonStringIsReadAsWhatItHolds() throws SQLException {
        database.execute("SELECT pgmq.send('thumbnails', to_jsonb('{\"image\": \"text.png\", \"width\": 8}'::text))");

        assertThat(TASKWIRE.drain().done()).isEqualTo(1);
        assertThat(HANDLED).containsExactly(new Thumbnail("text.png", 8));
    }

    @Test
    void whatIsNoObjectIsRefusedWithAReason() throws SQLException {
        database.execute("""
                SELECT pgmq.send('thumbnails', '[{"image": "array.png", "width": 9}]');
                SELECT pgmq.send('thumbnails', '9');
                SELECT pgmq.send('thumbnails', 'null');
                SELECT pgmq.send('thumbnails', NULL::jsonb);
                SELECT pgmq.send('thumbnails', '"a text"');
                SELECT pgmq.send('thumbnails', 'true');
                """);

        assertThat(TASKWIRE.drain().deadLettered()).isEqualTo(6);
        assertThat(HANDLED).isEmpty();
        assertThat(TASKWIRE.deadLetters("thumbnails"))
                .extracting(DeadLetter::reason)
                .allMatch(reason -> reason.startsWith("the message is no Thumbnail: "))
                .anyMatch(reason -> reason.contains("Array value"))
                .anyMatch(reason -> reason.contains("(9)"))
                .anyMatch(reason -> reason.contains("it is null"))
                .anyMatch(reason -> reason.contains("('a text')"));
    }

    @Test
    void pgmqsFunctionsTakeWhatIsSentFromJava() throws SQLException {
        send(1, 4);

        assertThat(database.value("SELECT message ->> 'width' FROM pgmq.read('thumbnails', 30, 1)"))
                .isEqualTo("1");
        assertThat(database.value("SELECT pgmq.archive('thumbnails', min(msg_id)) FROM pgmq.q_thumbnails"))
                .isEqualTo("true");
        assertThat(database.value("SELECT message ->> 'width' FROM pgmq.pop('thumbnails')"))
                .isEqualTo("2");
        assertThat(database.value("SELECT pgmq.delete('thumbnails', min(msg_id)) FROM pgmq.q_thumbnails"))
                .isEqualTo("true");
        assertThat(TASKWIRE.drain().done()).isEqualTo(1);
        assertThat(HANDLED).containsExactly(new Thumbnail("cat.png", 4));
        assertThat(database.value("SELECT message ->> 'width' FROM pgmq.a_thumbnails"))
                .isEqualTo("1");
    }

    @Test
    void pgmqJsSendsWhatAHandlerTakes() throws Exception {
        JsonArray ids = new JsonArray(pgmqJs("send"));

        assertThat(ids).hasSize(4);
        assertThat(TASKWIRE.drain().done()).isEqualTo(4);
        assertThat(HANDLED)
                .containsExactlyInAnyOrder(
                        new Thumbnail("object.png", 1),
                        new Thumbnail("text.png", 2),
                        new Thumbnail("first.png", 3),
                        new Thumbnail("second.png", 4));
    }

    @Test
    void pgmqJsTakesWhatIsSentFromJava() throws Exception {
        send(1, 4);

        JsonObject consumed = new JsonObject(pgmqJs("consume"));

        assertThat(consumed.getJsonArray("messages"))
                .extracting(message -> ((JsonObject) message).mapTo(Thumbnail.class))
                .containsExactly(new Thumbnail("cat.png", 1), new Thumbnail("cat.png", 2), new Thumbnail("cat.png", 3));
        assertThat(consumed.getBoolean("archived")).isTrue();
        assertThat(consumed.getBoolean("deleted")).isTrue();
        assertThat(TASKWIRE.drain().done()).isEqualTo(1);
        assertThat(HANDLED).containsExactly(new Thumbnail("cat.png", 4));
    }

    private String pgmqJs(String what) throws Exception {
        Optional<OtherClient> client = OtherClient.pgmqJs();
        assumeTrue(client.isPresent(), "there is no node on the PATH, or the build had no npm to fetch pgmq-js with");
        return client.get().run(database, List.of(OtherClient.script(), what, "thumbnails"));
    }

    @Test
    void supabasesClientSendsAndTakesByTheFunctionsThatItCalls() throws SQLException {
        makePgmqPublic();

        assertThat(database.rows("SELECT * FROM pgmq_public.send(queue_name => 'thumbnails',"
                        + " message => '{\"image\": \"one.png\", \"width\": 1}')"))
                .hasSize(1);
        assertThat(database.rows("SELECT * FROM pgmq_public.send_batch(queue_name => 'thumbnails', sleep_seconds => 0,"
                        + " messages => ARRAY['{\"image\": \"two.png\", \"width\": 2}', '\"{\\\"image\\\":"
                        + " \\\"three.png\\\", \\\"width\\\": 3}\"']::jsonb[])"))
                .hasSize(2);
        assertThat(TASKWIRE.drain().done()).isEqualTo(3);
        assertThat(HANDLED).extracting(Thumbnail::width).containsExactlyInAnyOrder(1, 2, 3);

        send(4, 7);
        List<Map<String, @Nullable Object>> read = database.rows(
                "SELECT msg_id, message ->> 'width' AS width FROM pgmq_public.read(queue_name => 'thumbnails',"
                        + " sleep_seconds => 30, n => 2)");
        assertThat(read).extracting(row -> row.get("width")).containsExactly("4", "5");
        assertThat(database.value(
                        "SELECT * FROM pgmq_public.archive(queue_name => 'thumbnails', message_id => ?)",
                        read.get(0).get("msg_id")))
                .isEqualTo("true");
        assertThat(database.value(
                        "SELECT * FROM pgmq_public.delete(queue_name => 'thumbnails', message_id => ?)",
                        read.get(1).get("msg_id")))
                .isEqualTo("true");
        assertThat(database.value("SELECT message ->> 'width' FROM pgmq_public.pop(queue_name => 'thumbnails')"))
                .isEqualTo("6");
        assertThat(TASKWIRE.drain().done()).isEqualTo(1);
        assertThat(HANDLED).last().isEqualTo(new Thumbnail("cat.png", 7));
    }

    /** The functions that Supabase puts before pgmq for its clients, by their documented signatures. */
    private void makePgmqPublic() throws SQLException {
        database.execute("""
                CREATE SCHEMA pgmq_public;
                CREATE FUNCTION pgmq_public.send(queue_name text, message jsonb, sleep_seconds integer DEFAULT 0)
                RETURNS SETOF bigint LANGUAGE sql SET search_path = '' AS
                $$ SELECT pgmq.send(queue_name => $1, msg => $2, delay => $3) $$;
                CREATE FUNCTION pgmq_public.send_batch(queue_name text, messages jsonb[], sleep_seconds integer DEFAULT 0)
                RETURNS SETOF bigint LANGUAGE sql SET search_path = '' AS
                $$ SELECT pgmq.send_batch(queue_name => $1, msgs => $2, delay => $3) $$;
                CREATE FUNCTION pgmq_public.read(queue_name text, sleep_seconds integer, n integer)
                RETURNS SETOF pgmq.message_record LANGUAGE sql SET search_path = '' AS
                $$ SELECT * FROM pgmq.read(queue_name => $1, vt => $2, qty => $3) $$;
                CREATE FUNCTION pgmq_public.pop(queue_name text)
                RETURNS SETOF pgmq.message_record LANGUAGE sql SET search_path = '' AS
                $$ SELECT * FROM pgmq.pop(queue_name => $1) $$;
                CREATE FUNCTION pgmq_public.archive(queue_name text, message_id bigint)
                RETURNS boolean LANGUAGE sql SET search_path = '' AS
                $$ SELECT pgmq.archive(queue_name => $1, msg_id => $2) $$;
                CREATE FUNCTION pgmq_public.delete(queue_name text, message_id bigint)
                RETURNS boolean LANGUAGE sql SET search_path = '' AS
                $$ SELECT pgmq.delete(queue_name => $1, msg_id => $2) $$;
                """);
    }
}
