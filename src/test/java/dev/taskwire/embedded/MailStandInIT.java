package dev.taskwire.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.support.SendGridBodies;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class MailStandInIT {
    private static final String HOSTILE = "<script>alert(1)</script>\"'&";
    private static final String HARMLESS = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;";

    private final HttpClient client = HttpClient.newHttpClient();
    private final MailStandIn standIn = new MailStandIn();
    private final Queue<ReceivedMail> received = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void deploy(Vertx vertx) {
        standIn.onArrival(received::add);
        vertx.deployVerticle(standIn)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void takesEachMailOfARequestAsSendGridDoes() throws Exception {
        HttpResponse<String> answer = send(mail("Hello", "ada@example.com", "grace@example.com"));

        assertThat(answer.headers().firstValue("X-Message-Id")).isPresent();
        assertThat(received)
                .extracting(ReceivedMail::recipient)
                .containsExactly("ada@example.com", "grace@example.com");
        assertThat(received)
                .extracting(ReceivedMail::eventId)
                .containsExactly("event of ada@example.com", "event of grace@example.com");
        assertThat(received).allMatch(mail -> mail.subject().equals("Hello") && mail.mentions("words"));
    }

    @Test
    void refusesAnotherKeyAnotherPathAndWhatIsNoMail() throws Exception {
        String right = mail("Hello", "ada@example.com").encode();

        assertThat(post("/v3/mail/send", "another", right).statusCode()).isEqualTo(401);
        assertThat(post("/v3/other", standIn.key(), right).statusCode()).isEqualTo(404);
        assertThat(post("/v3/mail/send", standIn.key(), "no JSON").statusCode()).isEqualTo(400);
        assertThat(post("/v3/mail/send", standIn.key(), "{}").statusCode()).isEqualTo(400);
        assertThat(post("/v3/mail/send", standIn.key(), mail("Hello").encode()).statusCode())
                .isEqualTo(400);
        assertThat(received).isEmpty();
        assertThat(get("/").body()).contains("No mail has come yet");
    }

    @Test
    void theInboxIsOfTheLastHundredAndTheNewestComesFirst() throws Exception {
        for (int i = 1; i <= 60; i++) {
            send(mail("Subject " + i + ".", "a" + i + "@example.com", "b" + i + "@example.com"));
        }

        String inbox = get("/").body();

        assertThat(Pattern.compile("/mails/(\\d+)").matcher(inbox).results().map(found -> found.group(1)))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "" + (120 - i)).toList());
        assertThat(inbox)
                .contains("120 mails have come", "The last 100 are here", "b60@example.com", "a11@example.com")
                .doesNotContain("b10@example.com", "Subject 10.");
        assertThat(get("/mails/20").statusCode()).isEqualTo(404);
        assertThat(get("/mails/21").body()).contains("a11@example.com");
    }

    @Test
    void whatAMailSaysIsTextOnThePages() throws Exception {
        JsonObject hostile = mail(HOSTILE, "ada@example.com").put("categories", new JsonArray().add(HOSTILE));
        hostile.getJsonObject("from").put("name", HOSTILE);
        hostile.put("headers", new JsonObject().put("X-Note", HOSTILE));
        hostile.getJsonArray("content").getJsonObject(0).put("value", HOSTILE);
        hostile.getJsonArray("content").getJsonObject(1).put("value", "<p title=\"a\">" + HOSTILE + "</p>");
        send(hostile);

        assertThat(get("/").body()).contains(HARMLESS).doesNotContain("<script");
        assertThat(get("/mails/1").body())
                .contains("<pre dir=\"auto\">" + HARMLESS + "</pre>")
                .contains("<iframe sandbox title=\"The mail as a mail program shows it\""
                        + " srcdoc=\"&lt;p title=&quot;a&quot;&gt;" + HARMLESS + "&lt;/p&gt;\"></iframe>")
                .contains("<dt>X-Note</dt><dd dir=\"auto\">" + HARMLESS)
                .doesNotContain("<script");
    }

    @Test
    void noPageMayRunOrLoadAnything() throws Exception {
        send(mail("Hello", "ada@example.com"));

        for (String path : new String[] {"/", "/mails/1", "/mails/1/request", "/mails/2", "/style.css", "/other"}) {
            assertThat(get(path).headers().firstValue("Content-Security-Policy"))
                    .get()
                    .asString()
                    .startsWith("default-src 'none'; ")
                    .doesNotContain("script", "http");
        }
        assertThat(get("/mails/2").statusCode()).isEqualTo(404);
        assertThat(get("/mails/99999999999").statusCode()).isEqualTo(404);
    }

    @Test
    void aTemplateOfSendGridsIsShownByWhatFillsIt() throws Exception {
        JsonObject mail = mail("", "ada@example.com").put("template_id", "d-1");
        mail.remove("subject");
        mail.remove("content");
        mail.getJsonArray("personalizations")
                .getJsonObject(0)
                .put(
                        "dynamic_template_data",
                        new JsonObject().put("subject", "Filled").put("task", "Paint"));
        send(mail);

        assertThat(get("/mails/1").body())
                .contains("<h1 dir=\"auto\">Filled</h1>", "<dd dir=\"auto\">d-1</dd>", "&quot;task&quot; : &quot;Paint")
                .doesNotContain("<iframe");
        assertThat(new JsonObject(get("/mails/1/request").body())).isEqualTo(mail);
    }

    @CanIgnoreReturnValue
    private HttpResponse<String> send(JsonObject mail) throws IOException, InterruptedException {
        SendGridBodies.check(mail.toBuffer());
        HttpResponse<String> answer = post("/v3/mail/send", standIn.key(), mail.encode());
        assertThat(answer.statusCode()).isEqualTo(202);
        return answer;
    }

    private static JsonObject mail(String subject, String... recipients) {
        JsonArray personalizations = new JsonArray();
        for (String recipient : recipients) {
            personalizations.add(new JsonObject()
                    .put("to", new JsonArray().add(new JsonObject().put("email", recipient)))
                    .put("custom_args", new JsonObject().put("event_id", "event of " + recipient)));
        }
        return new JsonObject()
                .put("personalizations", personalizations)
                .put("from", new JsonObject().put("email", "taskwire@example.com"))
                .put("subject", subject)
                .put("content", new JsonArray("""
                        [{"type": "text/plain", "value": "words"}, {"type": "text/html", "value": "<p>words</p>"}]
                        """));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(standIn.url() + path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String key, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(standIn.url() + path))
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
