package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.cli.CommandRunner.Ran;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The mail ledger and preferences on the command line. */
final class MailCommandsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final String HELD = "11111111-1111-4111-8111-111111111111";
    private static final String DELIVERED = "22222222-2222-4222-8222-222222222222";

    private final CommandRunner commands = new CommandRunner(POSTGRES);

    @BeforeEach
    void fill() throws SQLException {
        POSTGRES.database()
                .execute("TRUNCATE taskwire.email_deliveries, taskwire.email_events, taskwire.notification_preferences;"
                        + "INSERT INTO taskwire.email_deliveries (event_id, queue, type, recipient, state, call_id, call_until,"
                        + " changed_at, last_error) VALUES"
                        + " ('" + HELD
                        + "', 'notifications', 'invoice', 'ada@example.com', 'held', gen_random_uuid(), now(),"
                        + "  '2026-01-02T08:00Z', 'the answer was lost'),"
                        + " ('" + DELIVERED + "', 'notifications', 'welcome_email', 'Ben@example.com', 'delivered',"
                        + "  gen_random_uuid(), now(), '2026-01-02T09:00Z', NULL);"
                        + "INSERT INTO taskwire.email_events (sg_event_id, event_id, event, occurred_at, reason) VALUES"
                        + " ('e1', '" + DELIVERED + "', 'delivered', '2026-01-02T09:00Z', '250 OK')");
    }

    @Test
    void listsMailsByStateTypeAndReader() throws Exception {
        assertThat(commands.run("mails").out().lines().toList())
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("ID "),
                        newer ->
                                assertThat(newer).startsWith(DELIVERED + "  welcome_email  Ben@example.com  delivered"),
                        older -> assertThat(older).startsWith(HELD).endsWith("the answer was lost"));
        assertThat(ids("--state", "held")).isEqualTo(HELD);
        assertThat(ids("--type", "welcome_email")).isEqualTo(DELIVERED);
        assertThat(ids("--to", "ben@example.com")).isEqualTo(DELIVERED);
        assertThat(ids("--after", DELIVERED)).isEqualTo(HELD);
        assertThat(commands.run("mails", "--state", "gone").err())
                .contains("there is no state \"gone\"; there are sending, failed, unknown, held");
        assertThat(commands.run("mails", "--after", "33333333-3333-4333-8333-333333333333")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void showsOneMailWithWhatTheProviderReported() throws Exception {
        assertThat(commands.runBelow("mails", "show", DELIVERED).out()).contains("Ben@example.com", "250 OK");
        JsonObject mail = new JsonObject(commands.runBelow("mails", "show", DELIVERED, "--output", "json")
                .out());
        assertThat(mail.getJsonArray("reports").getJsonObject(0).getString("event"))
                .isEqualTo("delivered");
        assertThat(commands.runBelow("mails", "show", "33333333-3333-4333-8333-333333333333")
                        .err())
                .contains("the ledger has no mail 33333333");
    }

    @Test
    void setsListsAndClearsPreferences() throws Exception {
        assertThat(preferences("list").out()).isEqualTo("no preferences: all is wanted\n");
        assertThat(preferences("set", "7", "no", "--type", "task_assigned", "--channel", "email")
                        .out())
                .isEqualTo("set\n");
        assertThat(preferences("set", "7", "no").out()).isEqualTo("set\n");
        assertThat(preferences("set", "7", "yes").out()).isEqualTo("set\n");

        assertThat(preferences("list", "7").out().lines().toList())
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("USER "),
                        all -> assertThat(all).containsPattern("7 +\\* +\\* +yes"),
                        one -> assertThat(one).containsPattern("7 +task_assigned +email +no"));
        assertThat(new JsonArray(preferences("list", "--output", "json").out())).hasSize(2);
        assertThat(preferences("clear", "7", "--type", "task_assigned").out()).isEqualTo("cleared 1\n");
        assertThat(preferences("clear", "7", "--yes").out()).isEqualTo("cleared 1\n");
        Ran wrong = preferences("set", "7", "no", "--channel", "pigeon");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("there is no channel \"pigeon\"; there are email, in_app, slack and log");
    }

    private Ran preferences(String... arguments) throws Exception {
        return commands.runBelow("preferences", arguments);
    }

    private String ids(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 3];
        all[0] = "mails";
        all[1] = "--output";
        all[2] = "json";
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        Ran ran = commands.run(all);
        assertThat(ran.code()).as(ran.err()).isZero();
        JsonArray mails = new JsonArray(ran.out());
        assertThat(mails).hasSize(1);
        return mails.getJsonObject(0).getString("event_id");
    }
}
