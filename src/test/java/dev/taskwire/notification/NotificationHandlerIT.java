package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.NotificationConfig;
import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.StandInSendGrid.Received;
import dev.taskwire.postgres.Pools;
import dev.taskwire.queue.Message;
import dev.taskwire.testing.PostgresExtension;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(VertxExtension.class)
class NotificationHandlerIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final String ADA = "00000000-0000-0000-0000-00000000000a";
    private static final String GRACE = "00000000-0000-0000-0000-00000000000b";
    private static final String NOBODY = "00000000-0000-0000-0000-00000000000f";
    private static final String NO_ADDRESS = "00000000-0000-0000-0000-00000000000c";
    private static final String BAD_ADDRESS = "00000000-0000-0000-0000-00000000000d";
    private static final Instant ENQUEUED_AT = Instant.parse("2026-01-02T03:04:05.123456Z");

    /** Counts itself where the server runs it. */
    private static final String COUNTED_QUERY = "SELECT id, email, name FROM public.look_up($1)";

    private static final String TABLES = """
            CREATE TABLE public.profiles (id uuid PRIMARY KEY, email text, full_name text);
            CREATE TABLE public.people (id bigint PRIMARY KEY, email text, name text);
            INSERT INTO public.profiles VALUES
              ('%s', 'ada@example.com', 'Ada'), ('%s', 'grace@example.com', 'Grace <b>'),
              ('%s', NULL, 'Linus'), ('%s', E'eve@example.com\\r\\nBcc: x@example.com', 'Eve');
            INSERT INTO public.people VALUES (7, 'seven@example.com', NULL), (9007199254740993, 'big@example.com', 'Big');

            CREATE SEQUENCE public.look_ups;
            CREATE FUNCTION public.look_up(ids text[]) RETURNS TABLE (id text, email text, name text)
            LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM nextval('public.look_ups');
              RETURN QUERY SELECT p.id::text, p.email, p.full_name FROM public.profiles AS p WHERE p.id = ANY (ids::uuid[]);
            END
            $$;

            CREATE SEQUENCE public.inserts;
            CREATE FUNCTION public.count_insert() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM nextval('public.inserts');
              RETURN NULL;
            END
            $$;
            CREATE TRIGGER count_insert AFTER INSERT ON public.notifications
            FOR EACH STATEMENT EXECUTE FUNCTION public.count_insert();
            """.formatted(ADA, GRACE, NO_ADDRESS, BAD_ADDRESS);

    private final RecordingMailer mailer = new RecordingMailer();

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private Pool pool;

    @BeforeAll
    static void createTables() throws SQLException {
        POSTGRES.database().execute(TABLES);
    }

    @BeforeEach
    void start(Vertx vertx) throws SQLException {
        this.vertx = vertx;
        POSTGRES.database().execute("""
                TRUNCATE public.notifications, taskwire.email_deliveries;
                ALTER SEQUENCE public.look_ups RESTART;
                ALTER SEQUENCE public.inserts RESTART
                """);
        pool = Pools.create(vertx, POSTGRES.config().database());
    }

    @AfterEach
    void stop() throws Exception {
        pool.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void tellsAnAssigneeByMailAndInTheApplication() throws Exception {
        UUID eventId = UUID.randomUUID();
        Message message = message(1, assignment(ADA, GRACE), new JsonObject().put("event_id", eventId.toString()));

        assertThat(outcomes(handler(), message)).containsExactly(Outcome.DONE);

        assertThat(mailer.mails()).singleElement().satisfies(mail -> {
            assertThat(mail.eventId()).isEqualTo(eventId);
            assertThat(mail.to()).isEqualTo(new MailAddress("ada@example.com", "Ada"));
            assertThat(mail.content().subject()).isEqualTo("Grace <b> assigned you “Paint”");
            assertThat(mail.content().html()).contains("Grace &lt;b&gt;").contains("https://app.example.com/t/42");
        });
        Map<String, @Nullable Object> row = rows().get(0);
        assertThat(row)
                .containsEntry("id", eventId)
                .containsEntry("user_id", UUID.fromString(ADA))
                .containsEntry("user_key", ADA)
                .containsEntry("type", "task_assigned")
                .containsEntry("title", "Task assigned")
                .containsEntry("message", "Grace <b> assigned you “Paint”")
                .containsEntry("read_at", null);
        assertThat(new JsonObject(String.valueOf(row.get("data")))).isEqualTo(assignment(ADA, GRACE));
    }

    @Test
    void welcomesANewUser() throws Exception {
        JsonObject welcome = new JsonObject("""
                {"type": "welcome_email", "user_id": 5, "email": "new@example.com", "name": "New"}
                """);

        assertThat(outcomes(handler(), message(1, welcome))).containsExactly(Outcome.DONE);

        assertThat(mailer.mails().get(0).to()).isEqualTo(new MailAddress("new@example.com", "New"));
        assertThat(rows().get(0)).containsEntry("user_key", "5").containsEntry("title", "Welcome");
    }

    @Test
    void asksTheDatabaseTwiceForAWholeBatch() throws Exception {
        Message[] batch = IntStream.range(0, 100)
                .mapToObj(i -> message(i, assignment(i % 2 == 0 ? ADA : GRACE, GRACE)))
                .toArray(Message[]::new);

        assertThat(outcomes(handler(COUNTED_QUERY), batch)).hasSize(100).containsOnly(Outcome.DONE);

        assertThat(mailer.mails()).hasSize(100);
        assertThat(rows()).hasSize(100);
        assertThat(count("look_ups")).isEqualTo(1);
        assertThat(count("inserts")).isEqualTo(1);
    }

    @Test
    void badMessagesHurtOnlyThemselves() throws Exception {
        List<Outcome> outcomes = outcomes(
                handler(),
                message(1, assignment(ADA, GRACE)),
                message(2, assignment(NOBODY, GRACE)),
                message(3, assignment(NO_ADDRESS, GRACE)),
                message(4, assignment(BAD_ADDRESS, GRACE)),
                message(5, assignment("not-a-uuid", GRACE)),
                message(6, new JsonObject()),
                message(7, assignment(GRACE, ADA)));

        assertThat(outcomes.subList(1, 6)).hasOnlyElementsOfType(Outcome.Reject.class);
        assertThat(outcomes.stream().map(NotificationHandlerIT::reason))
                .containsExactly(
                        "done",
                        "the assignee cannot be told: there is no profile with the id " + NOBODY,
                        "the user " + NO_ADDRESS + " has no e-mail address",
                        "the user " + BAD_ADDRESS + " has an e-mail address that is none",
                        "the assignee cannot be told: the profile query cannot take the id not-a-uuid: ERROR: invalid"
                                + " input syntax for type uuid: \"not-a-uuid\" (22P02)",
                        "the notification has no type",
                        "done");
        assertThat(mailer.recipients()).containsExactlyInAnyOrder("ada@example.com", "grace@example.com");
    }

    @Test
    void assignerNeedNotBeKnown() throws Exception {
        List<Outcome> outcomes = outcomes(
                handler(),
                message(1, assignment(ADA, "a service")),
                message(2, assignment(ADA, NOBODY)),
                message(3, assignment(ADA, "")));

        assertThat(outcomes).containsOnly(Outcome.DONE);
        assertThat(mailer.mails())
                .extracting(mail -> mail.content().subject())
                .containsOnly("You have a new task: Paint");
    }

    @Test
    void redeliveredMessageIsMailedOnceAndHasItsInAppRowOnce() throws Exception {
        Message message = message(1, assignment(ADA, GRACE));

        assertThat(outcomes(handler(), message, message)).containsOnly(Outcome.DONE);
        assertThat(outcomes(handler(), message)).containsOnly(Outcome.DONE);

        assertThat(rows()).hasSize(1);
        assertThat(mailer.mails()).hasSize(1);
    }

    @Test
    void derivedEventIdIsTheOneThatSqlDerives() throws Exception {
        assertThat(outcomes(handler(), message(1, assignment(ADA, GRACE)))).containsOnly(Outcome.DONE);

        assertThat(rows().get(0).get("id")).hasToString(POSTGRES.database().value("""
                SELECT md5('notifications' || ':' || 1::bigint || ':'
                  || (extract(epoch FROM timestamptz '2026-01-02 03:04:05.123456+00') * 1000000)::bigint)::uuid
                """));
    }

    @Test
    void worksWithKeysThatAreNumbers() throws Exception {
        MessageHandler handler =
                handler("SELECT id::text, email, name FROM public.people WHERE id = ANY ($1::text[]::bigint[])");

        List<Outcome> outcomes = outcomes(
                handler,
                message(1, assignment(7, 9007199254740993L)),
                message(2, assignment(9007199254740993L, 7)),
                message(3, assignment("99999999999999999999", 7)));

        assertThat(outcomes.subList(0, 2)).containsOnly(Outcome.DONE);
        assertThat(reason(outcomes.get(2))).contains("the profile query cannot take the id 99999999999999999999");
        assertThat(mailer.recipients()).containsExactlyInAnyOrder("seven@example.com", "big@example.com");
        assertThat(rows())
                .allSatisfy(row -> assertThat(row).containsEntry("user_id", null))
                .extracting(row -> row.get("user_key"))
                .containsExactlyInAnyOrder("7", "9007199254740993");
    }

    @Test
    void rowThatTheTableRefusesIsNotMailed() throws Exception {
        POSTGRES.database()
                .execute("ALTER TABLE public.notifications ADD CONSTRAINT short CHECK (length(message) < 100)");
        try {
            List<Outcome> outcomes = outcomes(
                    handler(),
                    message(1, assignment(ADA, GRACE)),
                    message(2, assignment(ADA, GRACE).put("task_title", "x".repeat(10_000))),
                    message(3, assignment(GRACE, ADA)));

            assertThat(outcomes.get(0)).isEqualTo(Outcome.DONE);
            assertThat(reason(outcomes.get(1))).startsWith("the table of in-app notifications refused the row: ");
            assertThat(outcomes.get(2)).isEqualTo(Outcome.DONE);
            assertThat(mailer.mails()).hasSize(2);
        } finally {
            POSTGRES.database().execute("ALTER TABLE public.notifications DROP CONSTRAINT short");
        }
    }

    @Test
    void mailThatFailsLeavesTheInAppRow() throws Exception {
        mailer.answers(new Refused("SendGrid answered 400"));

        assertThat(outcomes(handler(), message(1, assignment(ADA, GRACE))))
                .containsExactly(Outcome.reject("SendGrid answered 400"));
        assertThat(rows()).hasSize(1);
    }

    @Test
    void queryThatIsWrongFailsTheBatchButNotTheMalformed() throws Exception {
        List<Outcome> outcomes = outcomes(
                handler("SELECT id, email, name FROM public.no_such_table WHERE id = ANY ($1)"),
                message(1, assignment(ADA, GRACE)),
                message(2, new JsonObject()));

        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Retry.class);
        assertThat(reason(outcomes.get(0))).contains("no_such_table");
        assertThat(outcomes.get(1)).isEqualTo(Outcome.reject("the notification has no type"));
        assertThat(mailer.mails()).isEmpty();
    }

    @Test
    void hostileTitleReachesTheMailAsTextToOneRecipient(Vertx vertx) throws Exception {
        StandInSendGrid sendGrid = new StandInSendGrid(vertx);
        JsonObject hostile = assignment(ADA, GRACE)
                .put("task_title", "<script>alert(1)</script>\r\nBcc: eve@example.com\r\n\r\n\"}],\"to\":[");
        MessageHandler handler = handler(sendGrid.client(Duration.ofSeconds(10), 4));

        assertThat(outcomes(handler, message(1, hostile))).containsExactly(Outcome.DONE);

        Received request = sendGrid.received().get(0);
        JsonArray personalizations = request.body().getJsonArray("personalizations");
        assertThat(personalizations).hasSize(1);
        assertThat(personalizations.getJsonObject(0).getJsonArray("to"))
                .isEqualTo(new JsonArray("[{\"email\": \"ada@example.com\", \"name\": \"Ada\"}]"));
        assertThat(request.body().getString("subject"))
                .isEqualTo("Grace <b> assigned you “<script>alert(1)</script> Bcc: eve@example.com \"}],\"to\":[”");
        assertThat(request.body().fieldNames())
                .containsExactly("personalizations", "from", "subject", "content", "tracking_settings");
        assertThat(request.body().getJsonArray("content").getJsonObject(1).getString("value"))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; Bcc: eve@example.com")
                .doesNotContain("<script");
        sendGrid.stop();
    }

    private MessageHandler handler() {
        return handler(mailer);
    }

    private MessageHandler handler(String profileQuery) {
        return handler(profileQuery, mailer);
    }

    private MessageHandler handler(Mailer to) {
        return handler(POSTGRES.config().notifications().profileQuery(), to);
    }

    private MessageHandler handler(String profileQuery, Mailer to) {
        NotificationConfig config =
                new NotificationConfig(profileQuery, Templates.BUILT_IN, "https://app.example.com/t/{id}", Map.of());
        NotificationSettings settings = new NotificationSettings("notifications", "public", config);
        return Notifications.load(vertx, pool, settings, to).handler();
    }

    private List<Outcome> outcomes(MessageHandler handler, Message... batch) throws Exception {
        return new OnContext(vertx).outcomes(handler, batch);
    }

    private static String reason(Outcome outcome) {
        if (outcome instanceof Outcome.Reject rejected) {
            return rejected.reason();
        }
        return outcome instanceof Outcome.Retry failed ? failed.reason() : "done";
    }

    private static JsonObject assignment(Object assignee, Object assigner) {
        return new JsonObject()
                .put("type", "task_assigned")
                .put("task_id", 42)
                .put("task_title", "Paint")
                .put("assignee_id", assignee)
                .put("assigner_id", assigner);
    }

    private static Message message(long id, JsonObject payload) {
        return message(id, payload, new JsonObject());
    }

    private static Message message(long id, JsonObject payload, JsonObject headers) {
        return new Message(id, 1, ENQUEUED_AT, payload, headers);
    }

    private static List<Map<String, @Nullable Object>> rows() throws SQLException {
        return POSTGRES.database().rows("""
                SELECT id, user_id, user_key, type, title, message, data, read_at FROM public.notifications
                """);
    }

    private static long count(String sequence) throws SQLException {
        return Long.parseLong(String.valueOf(POSTGRES.database()
                .value("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM public." + sequence)));
    }
}
