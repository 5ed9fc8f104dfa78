package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TcpRelay;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person's way through the dashboard, in a real browser; left out where the machine has none. */
final class DashboardBrowserLongIT {
    private static final String TOKEN = "a-token-that-is-long-enough-for-a-test-of-the-dashboard";

    /** A quarter of an hour takes too long: what was measured under the steady load, again and again. */
    private static final String EARLIER = """
            WITH steady AS (
                SELECT measured.*, row_number() OVER (ORDER BY measured.at) - 1 AS place, count(*) OVER () AS measured
                FROM (
                    SELECT * FROM taskwire.history WHERE seconds = 10 AND queue = 'activity_log' ORDER BY woken DESC LIMIT 3
                ) AS measured
            )
            INSERT INTO taskwire.history AS known
                (seconds, at, queue, done, retried, dead_letters, woken, polled, waits, oldest_ready)
            SELECT steady.seconds, date_bin('10 seconds', clock_timestamp(), 'epoch') - times * interval '10 seconds', steady.queue,
                   steady.done, steady.retried, 0, steady.woken, steady.polled, steady.waits, steady.oldest_ready
            FROM generate_series(0, 90) AS times JOIN steady ON steady.place = times % steady.measured
            ON CONFLICT ON CONSTRAINT history_pkey DO UPDATE
            SET done = excluded.done, woken = excluded.woken, polled = excluded.polled, waits = excluded.waits,
                oldest_ready = excluded.oldest_ready
            """;

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @Test
    void showsWhatHappensAndDoesWhatItIsTold() throws Exception {
        Optional<Path> program = Browser.program();
        assumeTrue(program.isPresent(), "no chromium: install it (Debian: chromium), or set TASKWIRE_TEST_CHROMIUM");
        Browser.install();
        int port = freePort();
        try (Hands hands = new Hands(port);
                StrippingProxy proxy = new StrippingProxy("/behind/a/proxy", port)) {
            hands.start();
            postgres.database().execute("""
                    CREATE TABLE public.tasks (id bigint PRIMARY KEY, title text);
                    SELECT taskwire.watch('public.tasks', 'task');
                    CREATE TABLE public.readings (id bigint PRIMARY KEY);
                    SELECT taskwire.watch('public.readings', 'reading');
                    INSERT INTO public.tasks SELECT number, 'task ' || number FROM generate_series(1, 200) AS number;
                    SELECT taskwire.send('notifications', '{"type": "no_such_type"}',
                      '{"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}')
                    FROM generate_series(1, 3)
                    """);
            Map<String, String> environment = Map.of(
                    "DASHBOARD",
                    "http://127.0.0.1:" + port + "/",
                    "STRIPPED",
                    "http://127.0.0.1:" + proxy.open() + "/behind/a/proxy/",
                    "TOKEN",
                    TOKEN,
                    "CHROMIUM",
                    program.get().toString(),
                    "PICTURES",
                    Browser.pictures().toString());
            Browser.run("dashboard.mjs", environment, hands);
        }
    }

    /** What the script cannot do from within the browser. */
    private final class Hands implements Browser.Hands, AutoCloseable {
        private final int port;
        private final Vertx vertx = Vertx.vertx();
        private final URI database = URI.create(postgres.database().url());
        private final TcpRelay relay = new TcpRelay(vertx, database.getHost(), database.getPort());
        private final int relayPort;
        private Optional<RunningTaskwire> running = Optional.empty();
        private Optional<SteadyChanges> writer = Optional.empty();

        Hands(int port) throws Exception {
            this.port = port;
            this.relayPort = relay.open(0).await(10, TimeUnit.SECONDS);
        }

        @Override
        public String serve(String what) throws Exception {
            if (what.startsWith("sql ")) {
                postgres.database().execute(what.substring("sql ".length()));
            } else if (what.startsWith("value ")) {
                return String.valueOf(postgres.database().value(what.substring("value ".length())));
            } else if (what.equals("write")) {
                writer = Optional.of(
                        SteadyChanges.begin(postgres.database(), "public.readings", Duration.ofMillis(150)));
            } else if (what.equals("rest")) {
                writer.orElseThrow().close();
            } else if (what.equals("fill the charts")) {
                postgres.database().execute(EARLIER);
            } else if (what.equals("stop")) {
                stop();
            } else if (what.equals("start")) {
                start();
            } else if (what.equals("cut")) {
                relay.close().await(10, TimeUnit.SECONDS);
            } else if (what.equals("mend")) {
                assertThat(relay.open(relayPort).await(10, TimeUnit.SECONDS)).isEqualTo(relayPort);
            } else {
                throw new IllegalArgumentException("the script asks for what nobody knows: " + what);
            }
            return "done";
        }

        void start() {
            running = Optional.of(RunningTaskwire.start(postgres.config(
                    "DATABASE_URL",
                    postgres.database().through(relayPort),
                    "TASKWIRE_HTTP_PORT",
                    String.valueOf(port),
                    "TASKWIRE_HTTP_PATH_PREFIX",
                    "/kept/on",
                    "TASKWIRE_API_TOKEN",
                    TOKEN)));
        }

        private void stop() {
            running.ifPresent(RunningTaskwire::close);
            running = Optional.empty();
        }

        @Override
        public void close() throws TimeoutException {
            stop();
            relay.close().await(10, TimeUnit.SECONDS);
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
