package dev.taskwire;

import static dev.taskwire.support.TaskwireProcess.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TaskwireProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Thousands of connections that want nothing, or never finish to say what they want, beside a pipeline that works. */
final class HttpChaosIT {
    private static final Duration START_MOST = Duration.ofSeconds(40);
    private static final int IDLE = 10_000;
    private static final int SLOW = 1000;

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Test
    void rowsAreLoggedWhileThousandsOfConnectionsAreIdleOrTrickle() throws Exception {
        POSTGRES.database()
                .execute("CREATE TABLE tasks (id int PRIMARY KEY, title text); SELECT taskwire.watch('tasks')");
        int port = freePort();
        Map<String, String> environment =
                Map.of("DATABASE_URL", POSTGRES.database().url(), "TASKWIRE_HTTP_PORT", String.valueOf(port));
        List<SocketChannel> channels = new ArrayList<>();
        try (TaskwireProcess taskwire = TaskwireProcess.start(environment, "serve")) {
            await().atMost(START_MOST).until(() -> status(port, "/readyz") == 200);
            Duration before = slowest(0);

            open(channels, port, IDLE);
            Duration idle = slowest(1000);
            assertThat(status(port, "/readyz")).isEqualTo(200);
            int idleOpen = channels.size();
            close(channels);

            open(channels, port, SLOW);
            Instant begun = Instant.now();
            Duration trickled = Duration.ZERO;
            int round = 0;
            while (!channels.isEmpty()) {
                channels.removeIf(channel -> !trickles(channel));
                trickled = longer(trickled, slowest(2000 + 100 * round++));
                assertThat(status(port, "/livez")).isEqualTo(200);
                assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(20));
            }
            Duration held = Duration.between(begun, Instant.now());
            System.out.println("chaos: slowest of 20 rows from commit to log: " + before.toMillis() + " ms alone, "
                    + idle.toMillis() + " ms beside " + idleOpen + " idle connections, " + trickled.toMillis()
                    + " ms beside " + SLOW + " that trickle, all of which were let go within " + held.toMillis()
                    + " ms");
            assertThat(idle).isLessThan(Duration.ofSeconds(3));
            assertThat(trickled).isLessThan(Duration.ofSeconds(3));
            assertThat(taskwire.terminate()).isZero();
        } finally {
            close(channels);
        }
    }

    /** Of twenty rows, one after another, the longest time from the commit to the log. */
    private static Duration slowest(int from) throws Exception {
        Duration slowest = Duration.ZERO;
        for (int id = from; id < from + 20; id++) {
            String key = String.valueOf(id);
            POSTGRES.database().execute("INSERT INTO tasks VALUES (" + key + ", 'a task')");
            Instant committed = Instant.now();
            await().pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> POSTGRES.database()
                                    .count("SELECT count(*) FROM activity_logs WHERE entity_key = '" + key + "'")
                            == 1);
            slowest = longer(slowest, Duration.between(committed, Instant.now()));
        }
        return slowest;
    }

    private static void open(List<SocketChannel> channels, int port, int many) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < many; i++) {
            channels.add(SocketChannel.open(address));
        }
    }

    private static boolean trickles(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            int written = channel.write(ByteBuffer.wrap("X".getBytes(StandardCharsets.US_ASCII)));
            return written >= 0 && channel.read(ByteBuffer.allocate(1)) >= 0;
        } catch (IOException closed) {
            return false;
        }
    }

    private static void close(List<SocketChannel> channels) throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        channels.clear();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
