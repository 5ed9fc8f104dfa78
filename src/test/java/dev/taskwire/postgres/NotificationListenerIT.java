package dev.taskwire.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.ListenerConfig;
import dev.taskwire.config.Secret;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TcpRelay;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(VertxExtension.class)
final class NotificationListenerIT {
    private static final ListenerConfig BRISK =
            new ListenerConfig(Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofMillis(500));

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final Heard heard = new Heard();

    @Test
    void hearsWhatIsNotified(Vertx vertx) throws SQLException {
        NotificationListener listener = listen(vertx, POSTGRES.database().url());

        notifyQueue("activity_log");

        await().until(() -> heard.payloads.contains("activity_log"));
        close(listener);
    }

    @Test
    void listensAgainWhenItsBackendIsTerminated(Vertx vertx) throws SQLException {
        NotificationListener listener = listen(vertx, POSTGRES.database().url());

        assertThat(POSTGRES.database()
                        .count("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                + " WHERE application_name = 'taskwire listener' AND datname = current_database()"))
                .isEqualTo(1);

        await().until(() -> heard.begun.get() == 2);
        notifyQueue("after");
        await().until(() -> heard.payloads.contains("after"));
        close(listener);
    }

    @Test
    void noticesAConnectionThatFellSilent(Vertx vertx) throws SQLException {
        TcpRelay relay = relay(vertx);
        NotificationListener listener = listen(vertx, POSTGRES.database().through(open(relay, 0)));

        relay.fallSilent();
        await().until(() -> heard.losses.size() >= 1);
        assertThat(listener.isListening()).isFalse();
        relay.speak();

        await().until(() -> heard.begun.get() == 2);
        notifyQueue("healed");
        await().until(() -> heard.payloads.contains("healed"));
        close(listener);
    }

    @Test
    void goesOnTryingWhenTheServerIsNotThereYet(Vertx vertx) throws SQLException {
        TcpRelay relay = relay(vertx);
        int port = open(relay, 0);
        relay.close().toCompletionStage().toCompletableFuture().join();
        NotificationListener listener = opened(vertx, POSTGRES.database().through(port));
        await().until(() -> heard.losses.size() >= 2);

        assertThat(open(relay, port)).isEqualTo(port);

        await().until(() -> heard.begun.get() == 1);
        close(listener);
    }

    private NotificationListener listen(Vertx vertx, String url) {
        NotificationListener listener = opened(vertx, url);
        await().until(() -> heard.begun.get() == 1);
        return listener;
    }

    private NotificationListener opened(Vertx vertx, String url) {
        NotificationListener listener =
                new NotificationListener(vertx, DatabaseAddress.parse(new Secret(url)), BRISK, heard);
        vertx.runOnContext(now -> listener.open());
        return listener;
    }

    private static void close(NotificationListener listener) {
        listener.close().toCompletionStage().toCompletableFuture().join();
    }

    private static TcpRelay relay(Vertx vertx) {
        URI server = URI.create(POSTGRES.database().url());
        return new TcpRelay(vertx, server.getHost(), server.getPort());
    }

    private static int open(TcpRelay relay, int port) {
        return relay.open(port).toCompletionStage().toCompletableFuture().join();
    }

    private static void notifyQueue(String payload) throws SQLException {
        assertThat(POSTGRES.database().rows("SELECT pg_notify('taskwire_wake', ?)", payload))
                .hasSize(1);
    }

    private static final class Heard implements NotificationListener.Observer {
        private final AtomicInteger begun = new AtomicInteger();
        private final List<String> losses = new CopyOnWriteArrayList<>();
        private final List<String> payloads = new CopyOnWriteArrayList<>();

        @Override
        public void listening() {
            begun.incrementAndGet();
        }

        @Override
        public void lost(String reason) {
            losses.add(reason);
        }

        @Override
        public void notified(String payload) {
            payloads.add(payload);
        }
    }
}
