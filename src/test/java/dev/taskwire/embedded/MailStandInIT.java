package dev.taskwire.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class MailStandInIT {
    private static final String MAIL = """
            {"personalizations": [{"to": [{"email": "ada@example.com"}], "custom_args": {"event_id": "e1"}}],
             "subject": "Hello", "content": [{"type": "text/plain", "value": "words"}]}
            """;

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
    void takesAMailAsSendGridDoes() throws Exception {
        HttpResponse<String> answer = post("/v3/mail/send", standIn.key(), MAIL);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("X-Message-Id")).isPresent();
        assertThat(received).singleElement().satisfies(mail -> {
            assertThat(mail.eventId()).isEqualTo("e1");
            assertThat(mail.recipient()).isEqualTo("ada@example.com");
            assertThat(mail.subject()).isEqualTo("Hello");
            assertThat(mail.mentions("words")).isTrue();
        });
    }

    @Test
    void refusesAnotherKeyAnotherPathAndWhatIsNoMail() throws Exception {
        assertThat(post("/v3/mail/send", "another", MAIL).statusCode()).isEqualTo(401);
        assertThat(post("/v3/other", standIn.key(), MAIL).statusCode()).isEqualTo(404);
        assertThat(post("/v3/mail/send", standIn.key(), "no JSON").statusCode()).isEqualTo(400);
        assertThat(post("/v3/mail/send", standIn.key(), "{}").statusCode()).isEqualTo(400);
        assertThat(received).isEmpty();
    }

    private HttpResponse<String> post(String path, String key, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(standIn.url() + path))
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
