package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.MailConfig;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Unavailable;
import dev.taskwire.notification.MailAnswer.Unknown;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known about a mail where the other end does not speak HTTP, or not for long. */
@ExtendWith(VertxExtension.class)
class SendGridConnectionIT {
    private static final int MORE_THAN_SOCKETS_HOLD = 64 << 20;

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private NetServer server;

    private volatile Handler<NetSocket> behaviour = socket -> {};

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        this.server = vertx.createNetServer()
                .connectHandler(socket -> behaviour.handle(socket))
                .listen(0, "localhost")
                .await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        server.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000\u0001\u0002\r\n\r\n", "220 mail.example.com ESMTP\r\n", "HTTP/1.1 two\r\n\r\n"})
    void garbageInAnswerToAMailLeavesItUnknown(String garbage) throws Exception {
        behaviour = socket -> socket.handler(request ->
                socket.write(garbage).compose(written -> socket.close()).onFailure(Throwable::printStackTrace));

        assertThat(send("http", "Text")).isInstanceOf(Unknown.class);
    }

    @Test
    void aConnectionThatBreaksBeforeTheRequestIsSentIsFollowedByAnother() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        behaviour = socket -> {
            if (connections.incrementAndGet() == 1) {
                socket.pause();
                vertx.setTimer(100, soon -> socket.close().onFailure(Throwable::printStackTrace));
            } else {
                acceptWhenAllHasCome(socket);
            }
        };

        assertThat(send("http", "x".repeat(MORE_THAN_SOCKETS_HOLD))).isInstanceOf(Accepted.class);
        assertThat(connections).hasValue(2);
    }

    @Test
    void halfARequestIsNoMailHoweverManyConnectionsItBreaks() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        behaviour = socket -> {
            connections.incrementAndGet();
            socket.pause();
            vertx.setTimer(100, soon -> socket.close().onFailure(Throwable::printStackTrace));
        };

        assertThat(send("http", "x".repeat(MORE_THAN_SOCKETS_HOLD))).isInstanceOf(NotTaken.class);
        assertThat(connections).hasValue(3);
    }

    @Test
    void aProviderThatGoesAwayBeforeTheRequestIsSentIsUnavailable() throws Exception {
        behaviour = socket -> {
            socket.pause();
            vertx.setTimer(100, soon -> server.close().onFailure(Throwable::printStackTrace));
        };

        assertThat(send("http", "x".repeat(MORE_THAN_SOCKETS_HOLD))).isInstanceOf(Unavailable.class);
    }

    @Test
    void aHandshakeThatFailsSendsNothing() throws Exception {
        behaviour = socket -> socket.handler(
                hello -> socket.write("HTTP/1.1 400 Bad Request\r\n\r\n").onFailure(Throwable::printStackTrace));

        assertThat(send("https", "Text")).isInstanceOf(Unavailable.class);
    }

    private static void acceptWhenAllHasCome(NetSocket socket) {
        AtomicInteger bytes = new AtomicInteger();
        socket.handler(part -> {
            int before = bytes.getAndAdd(part.length());
            if (before < MORE_THAN_SOCKETS_HOLD && bytes.get() >= MORE_THAN_SOCKETS_HOLD) {
                socket.write("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
                        .onFailure(Throwable::printStackTrace);
            }
        });
    }

    private MailAnswer send(String scheme, String text) throws Exception {
        MailConfig config = StandInSendGrid.config(
                StandInSendGrid.KEY, scheme + "://localhost:" + server.actualPort(), Duration.ofSeconds(20), 1);
        Mail mail = new Mail(
                UUID.randomUUID(),
                "task_assigned",
                new MailAddress("ada@example.com", "Ada"),
                new MailContent.Rendered("Subject", text, "<p>Text</p>"));
        return SendGridClient.create(vertx, config)
                .send(List.of(mail), Deadline.in(config.timeout()))
                .await(30, TimeUnit.SECONDS)
                .get(0);
    }
}
