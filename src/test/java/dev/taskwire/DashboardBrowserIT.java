package dev.taskwire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskwire.testing.PostgresExtension;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person's way through the dashboard, in a real browser; left out where the machine has none. */
final class DashboardBrowserIT {
    private static final String TOKEN = "a-token-that-is-long-enough-for-a-test-of-the-dashboard";

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @Test
    void showsWhatHappensAndDoesWhatItIsTold() throws Exception {
        Optional<Path> program = Browser.program();
        assumeTrue(program.isPresent(), "no chromium: install it (Debian: chromium), or set TASKWIRE_TEST_CHROMIUM");
        Browser.install();
        int port = freePort();
        try (Hands hands = new Hands(port)) {
            hands.start();
            postgres.database().execute("""
                    CREATE TABLE public.tasks (id bigint PRIMARY KEY, title text);
                    SELECT taskwire.watch('public.tasks', 'task');
                    INSERT INTO public.tasks SELECT number, 'task ' || number FROM generate_series(1, 200) AS number;
                    SELECT taskwire.send('notifications', '{"type": "no_such_type"}')
                    FROM generate_series(1, 3)
                    """);
            Map<String, String> environment = Map.of(
                    "DASHBOARD",
                    "http://127.0.0.1:" + port + "/",
                    "TOKEN",
                    TOKEN,
                    "CHROMIUM",
                    program.get().toString(),
                    "PICTURES",
                    Browser.pictures().toString(),
                    "PAINTED_MOST",
                    "2000");
            Browser.run(environment, Duration.ofMinutes(3), hands);
        }
    }

    /** What the script cannot do from within the browser. */
    private final class Hands implements Browser.Hands, AutoCloseable {
        private final int port;
        private Optional<RunningTaskwire> running = Optional.empty();

        Hands(int port) {
            this.port = port;
        }

        @Override
        public String serve(String what) throws Exception {
            if (what.startsWith("sql ")) {
                postgres.database().execute(what.substring("sql ".length()));
            } else if (what.startsWith("count ")) {
                return String.valueOf(postgres.database().count(what.substring("count ".length())));
            } else if (what.equals("load")) {
                postgres.database().execute("UPDATE public.tasks SET title = title || '.'");
                postgres.database()
                        .execute("UPDATE taskwire.history SET at = at - 10 * interval '1 second' WHERE seconds = 10");
            } else if (what.equals("stop")) {
                close();
            } else if (what.equals("start")) {
                running = Optional.of(RunningTaskwire.start(
                        postgres.config("TASKWIRE_HTTP_PORT", String.valueOf(port), "TASKWIRE_API_TOKEN", TOKEN)));
            } else {
                throw new IllegalArgumentException("the script asks for what nobody knows: " + what);
            }
            return "done";
        }

        void start() {
            running = Optional.of(RunningTaskwire.start(
                    postgres.config("TASKWIRE_HTTP_PORT", String.valueOf(port), "TASKWIRE_API_TOKEN", TOKEN)));
        }

        @Override
        public void close() {
            running.ifPresent(RunningTaskwire::close);
            running = Optional.empty();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
