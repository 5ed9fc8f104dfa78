package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.testing.PostgresExtension;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /readyz} names the schedules that had no success in time, and stays ready. */
final class AlarmDetailIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @Test
    void aScheduleWithoutASuccessIsNamedAndIsNoReasonNotToBeReady() throws Exception {
        int port = freePort();
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(postgres.config("TASKWIRE_HTTP_PORT", String.valueOf(port)))) {
            assertThat(ready(port)).contains("{\"name\":\"schedules\",\"status\":\"UP\"}");
            postgres.database().execute("""
                    SELECT pgmq.create('chores');
                    SELECT taskwire.schedule('backup', '0 0 1 1 *', 'chores', deadline => '1 s');
                    SELECT taskwire.run_schedule('backup')
                    """);

            await().until(
                            () -> ready(port)
                                    .contains(
                                            "{\"name\":\"schedules\",\"status\":\"DEGRADED\",\"reason\":\"no success in time: backup\"}"));
            assertThat(ready(port)).startsWith("{\"status\":\"UP\"");
            await().until(() -> taskwire.recorded().notices().contains("alert log SENT"));
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
    }

    private static String ready(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
