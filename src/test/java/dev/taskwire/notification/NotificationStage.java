package dev.taskwire.notification;

import dev.taskwire.postgres.Pools;
import dev.taskwire.queue.Message;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Users and empty tables in a real Postgres, a mailer that records, and the handler between them, for each test. */
@SuppressWarnings("NullAway.Init")
final class NotificationStage implements BeforeEachCallback, AfterEachCallback {
    static final String ADA = "00000000-0000-0000-0000-00000000000a";
    static final String GRACE = "00000000-0000-0000-0000-00000000000b";
    static final String NOBODY = "00000000-0000-0000-0000-00000000000f";
    static final String NO_ADDRESS = "00000000-0000-0000-0000-00000000000c";
    static final String BAD_ADDRESS = "00000000-0000-0000-0000-00000000000d";

    /** Counts itself where the server runs it. */
    static final String COUNTED_QUERY = "SELECT id, email, name FROM public.look_up($1)";

    private static final Instant ENQUEUED_AT = Instant.parse("2026-01-02T03:04:05.123456Z");

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

    private final PostgresExtension postgres;
    private final RecordingMailer mailer = new RecordingMailer();
    private final RecordedNotices observed = new RecordedNotices();
    private Optional<SlackClient> slack = Optional.empty();
    private Vertx vertx;
    private Pool pool;

    NotificationStage(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        vertx = Vertx.vertx();
        if (postgres.database().count("SELECT count(*) FROM pg_tables WHERE tablename = 'profiles'") == 0) {
            postgres.database().execute(TABLES);
        }
        postgres.database().execute("""
                TRUNCATE public.notifications, taskwire.email_deliveries, taskwire.destination,
                  taskwire.notification_preferences, taskwire.notification_dedup, taskwire.digest,
                  taskwire.digest_entry, taskwire.slack_post, taskwire.suppressed_address, pgmq.q_notifications;
                ALTER SEQUENCE public.look_ups RESTART;
                ALTER SEQUENCE public.inserts RESTART
                """);
        pool = Pools.create(vertx, postgres.config().database());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        pool.close().await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    Vertx vertx() {
        return vertx;
    }

    /** Gives the handlers that are made from now on a Slack channel. */
    void slackIs(SlackClient client) {
        slack = Optional.of(client);
    }

    /** What the listener was told, as type, channel and how. */
    List<String> observed() {
        return observed.all();
    }

    TestDatabase database() {
        return postgres.database();
    }

    RecordingMailer mailer() {
        return mailer;
    }

    MessageHandler handler() {
        return handler(mailer);
    }

    MessageHandler handler(String profileQuery) {
        return handler(profileQuery, mailer);
    }

    MessageHandler handler(Mailer to) {
        return handler(postgres.config().notifications().profileQuery(), to);
    }

    MessageHandler handler(String profileQuery, Mailer to) {
        return notifications(Map.of("profile_query", profileQuery, "task_url", "https://app.example.com/t/{id}"), to)
                .handler();
    }

    /** @param section what a file says under notifications */
    Notifications notifications(Map<String, Object> section, Mailer to) {
        NotificationSettings settings =
                new NotificationSettings("notifications", "public", Duration.ofSeconds(20), TestTypes.config(section));
        return Notifications.load(new NotificationProcess(vertx, pool, Optional.of(to), slack, observed), settings);
    }

    /** The handler of a process that has no way for mail. */
    MessageHandler handlerWithoutMail() {
        NotificationSettings settings =
                new NotificationSettings("notifications", "public", Duration.ofSeconds(20), TestTypes.config(Map.of()));
        return Notifications.load(new NotificationProcess(vertx, pool, Optional.empty(), slack, observed), settings)
                .handler();
    }

    List<Outcome> outcomes(MessageHandler handler, Message... batch) throws Exception {
        return new OnContext(vertx).outcomes(handler, batch);
    }

    /** Why a message is not done; "done" where it is. */
    static String reason(Outcome outcome) {
        if (outcome instanceof Outcome.Reject rejected) {
            return rejected.reason();
        }
        return outcome instanceof Outcome.Retry failed ? failed.reason() : "done";
    }

    static JsonObject assignment(Object assignee, Object assigner) {
        return new JsonObject()
                .put("type", "task_assigned")
                .put("task_id", 42)
                .put("task_title", "Paint")
                .put("assignee_id", assignee)
                .put("assigner_id", assigner);
    }

    static Message message(long id, JsonObject payload) {
        return message(id, payload, new JsonObject());
    }

    static Message message(long id, JsonObject payload, JsonObject headers) {
        return new Message(id, 1, ENQUEUED_AT, payload, headers);
    }

    List<Map<String, @Nullable Object>> rows() throws SQLException {
        return postgres.database().rows("""
                SELECT id, user_id, user_key, type, title, message, data, read_at FROM public.notifications
                """);
    }

    /** How often something that counts itself was run in this test. */
    long count(String sequence) throws SQLException {
        return Long.parseLong(String.valueOf(postgres.database()
                .value("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM public." + sequence)));
    }
}
