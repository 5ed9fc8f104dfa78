package dev.taskwire.notification;

import static dev.taskwire.notification.NotificationStage.ADA;
import static dev.taskwire.notification.NotificationStage.GRACE;
import static dev.taskwire.notification.NotificationStage.assignment;
import static dev.taskwire.notification.NotificationStage.message;
import static dev.taskwire.notification.NotificationStage.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.notification.MailContent.Rendered;
import dev.taskwire.notification.MailContent.Template;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Types that a configuration makes, without a line of Java. */
final class NotificationTypesIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final String TEMPLATE = "d-0123456789abcdef0123456789abcdef";

    private static final String ORDERS = """
            SELECT message.line, p.id::text AS user_id, p.email, p.full_name AS name, o.number, o.goods
            FROM unnest($1::jsonb[]) WITH ORDINALITY AS message (data, line)
            JOIN public.orders AS o ON o.number = (message.data ->> 'order')::integer
            JOIN public.profiles AS p ON p.id = o.buyer
            """;

    @TempDir
    static Path folder;

    @RegisterExtension
    final NotificationStage stage = new NotificationStage(POSTGRES);

    private final RecordingMailer mailer = stage.mailer();

    @BeforeAll
    static void writeTemplates() throws Exception {
        POSTGRES.database().execute("""
                CREATE TABLE public.orders (number integer, buyer uuid, goods jsonb);
                INSERT INTO public.orders VALUES (17, '%1$s', '["<tea>", "rum"]'), (18, '%2$s', '[]'), (19, '%1$s', '[]'),
                  (19, '%2$s', '[]')
                """.formatted(ADA, GRACE));
        write("order_shipped/subject", "Order {{ number }} is on its way");
        write("order_shipped/text", "{{ name }}: {% for one in goods %}{{ one }} {% endfor %}");
        write("order_shipped/html", "<p>{% for one in goods %}{{ one }} {% endfor %}</p>");
        write("order_shipped/sample.json", "{\"number\": 1, \"name\": \"Ada\", \"goods\": [\"tea\"]}");
    }

    @Test
    void aQueryFillsATypeForAWholeBatchAtOnce() throws Exception {
        MessageHandler handler = handler(orders(ORDERS));

        assertThat(stage.outcomes(handler, message(1, order(17)), message(2, order(18))))
                .containsOnly(Outcome.DONE);

        assertThat(mailer.recipients()).containsExactlyInAnyOrder("ada@example.com", "grace@example.com");
        assertThat(mailer.mails())
                .filteredOn(mail -> mail.to().email().startsWith("ada"))
                .extracting(Mail::content)
                .containsExactly(new Rendered("Order 17 is on its way", "Ada: <tea> rum ", "<p>&lt;tea&gt; rum </p>"));
        assertThat(stage.rows())
                .extracting(row -> row.get("title") + ": " + row.get("message"))
                .contains("Order shipped: Order 17 is on its way");
    }

    @Test
    void aMessageThatTheQueryCannotTakeHurtsOnlyItself() throws Exception {
        List<Outcome> outcomes = stage.outcomes(
                handler(orders(ORDERS)),
                message(1, order("seventeen")),
                message(2, order(18)),
                message(3, order(19)),
                message(4, order(99)));

        assertThat(reason(outcomes.get(0))).startsWith("the query of type order_shipped cannot take this message: ");
        assertThat(outcomes.get(1)).isEqualTo(Outcome.DONE);
        assertThat(reason(outcomes.get(2))).contains("more than one row for this message");
        assertThat(outcomes.get(3)).isEqualTo(Outcome.DONE);
        assertThat(mailer.recipients()).containsExactly("grace@example.com");
    }

    @Test
    void aQueryThatCannotBeAskedHoldsUpNoOtherType() throws Exception {
        MessageHandler handler = handler(orders("SELECT * FROM public.no_such_table WHERE $1::jsonb[] IS NULL"));

        List<Outcome> outcomes = stage.outcomes(handler, message(1, order(17)), message(2, assignment(ADA, GRACE)));

        assertThat(outcomes.get(0))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry -> assertThat(retry.reason())
                                .startsWith("the reader of a order_shipped cannot be looked up: "));
        assertThat(outcomes.get(1)).isEqualTo(Outcome.DONE);
    }

    @Test
    void whatIsWrongWithAQueryIsSaidAtTheStart() {
        Notifications missing = stage.notifications(
                types(orders("SELECT 1::bigint AS line, '' AS user_id, '' AS email,"
                        + " '' AS name, 1 AS number WHERE cardinality($1::jsonb[]) > 0")),
                mailer);
        Notifications broken = stage.notifications(types(orders("SELECT nothing FROM nowhere")), mailer);

        assertThatThrownBy(() -> missing.check().await(10, TimeUnit.SECONDS))
                .hasMessage("notifications.types.order_shipped.query: it answers without the column goods, which"
                        + " order_shipped/sample.json has");
        assertThatThrownBy(() -> broken.check().await(10, TimeUnit.SECONDS))
                .hasMessageStartingWith("notifications.types.order_shipped.query: it cannot be asked: ")
                .hasMessageContaining("nowhere");
        assertThat(stage.notifications(types(orders(ORDERS)), mailer).check()).isNotNull();
    }

    @Test
    void withoutAQueryTheMessageSaysEverything() throws Exception {
        MessageHandler handler = handler(Map.of());
        JsonObject addressed = order(1).put("number", 5).put("goods", List.of()).put("email", "new@example.com");
        JsonObject known = order(1).put("number", 6).put("goods", List.of()).put("user_id", GRACE);
        JsonObject short_ = order(1).put("number", 7).put("user_id", ADA);

        List<Outcome> outcomes = stage.outcomes(
                handler, message(1, addressed), message(2, known), message(3, short_), message(4, order(1)));

        assertThat(outcomes.subList(0, 2)).containsOnly(Outcome.DONE);
        assertThat(reason(outcomes.get(2))).contains("order_shipped/text").contains("goods");
        assertThat(reason(outcomes.get(3))).isEqualTo("the notification has no user_id");
        assertThat(mailer.recipients()).containsExactlyInAnyOrder("new@example.com", "grace@example.com");
    }

    @Test
    void aTemplateOfTheProvidersIsGivenTheVariables() throws Exception {
        Map<String, Object> type = new HashMap<>(orders(ORDERS));
        type.put("sendgrid_template", TEMPLATE);

        assertThat(stage.outcomes(handler(type), message(1, order(17)))).containsOnly(Outcome.DONE);

        assertThat(mailer.mails()).extracting(Mail::content).singleElement().satisfies(content -> {
            Template template = (Template) content;
            assertThat(template.id()).isEqualTo(TEMPLATE);
            assertThat(template.data().getInteger("number")).isEqualTo(17);
        });
        assertThat(stage.rows().get(0)).containsEntry("message", "Order 17 is on its way");
    }

    private static Map<String, Object> orders(String query) {
        return Map.of("query", query);
    }

    private static Map<String, Object> types(Map<String, Object> type) {
        return Map.of("templates", folder.toString(), "types", Map.of("order_shipped", type));
    }

    private MessageHandler handler(Map<String, Object> type) {
        return stage.notifications(types(type), mailer).handler();
    }

    private static JsonObject order(Object number) {
        return new JsonObject().put("type", "order_shipped").put("order", number);
    }

    private static void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
