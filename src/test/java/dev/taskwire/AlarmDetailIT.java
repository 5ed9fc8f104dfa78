package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.SlackStandIn;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of a schedule that had no success in time {@code /readyz}, {@code /metrics} and Slack tell, and of its end. */
final class AlarmDetailIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @Test
    void aScheduleWithoutASuccessIsNamedAndIsNoReasonNotToBeReady() throws Exception {
        int port = freePort();
        try (SlackStandIn slack = SlackStandIn.start();
                RunningTaskwire taskwire = RunningTaskwire.start(config(port, slack));
                RunningTaskwire other = RunningTaskwire.start(config(0, slack))) {
            assertThat(get(port, "readyz")).contains("{\"name\":\"schedules\",\"status\":\"UP\"}");
            postgres.database().execute("""
                    SELECT pgmq.create('chores');
                    SELECT taskwire.schedule('backup', '0 0 1 1 *', 'chores', deadline => '1 s');
                    SELECT taskwire.run_schedule('backup')
                    """);
            assertThat(get(port, "metrics")).contains("taskwire_schedule_alarm{schedule=\"backup\"} 0.0");

            await().until(
                            () -> get(port, "readyz")
                                    .contains(
                                            "{\"name\":\"schedules\",\"status\":\"DEGRADED\",\"reason\":\"no success in time: backup\"}"));
            assertThat(get(port, "readyz")).startsWith("{\"status\":\"UP\"");
            await().until(() -> get(port, "metrics").contains("taskwire_schedule_alarm{schedule=\"backup\"} 1.0"));
            await().until(() -> !slack.posts().isEmpty());

            postgres.database().execute("""
                    WITH done AS (DELETE FROM pgmq.q_chores RETURNING headers)
                    SELECT taskwire.finish_occurrence(headers) FROM done
                    """);

            await().until(() -> slack.posts().size() == 2);
            assertThat(slack.texts())
                    .containsExactly("The schedule backup had no success in time", "The schedule backup is well again");
            assertThat(slack.posts().get(0).getJsonArray("blocks").encode())
                    .contains("*Schedule*\\nbackup", "*State*\\nsent", "*Deadline*\\n20");
            await().until(() -> get(port, "metrics").contains("taskwire_schedule_alarm{schedule=\"backup\"} 0.0"));
            assertThat(get(port, "readyz")).contains("{\"name\":\"schedules\",\"status\":\"UP\"}");
            RunningTaskwire.awaitRest(postgres.database());
            assertThat(slack.posts()).hasSize(2);
            assertThat(taskwire.recorded().failures()).isEmpty();
            assertThat(other.recorded().failures()).isEmpty();
        }
    }

    /** What this process fires and works on is counted, by schedule and outcome. */
    @Test
    void occurrencesAreCountedByWhatBecameOfThem() throws Exception {
        int port = freePort();
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(postgres.config("TASKWIRE_HTTP_PORT", String.valueOf(port)))) {
            postgres.database().execute("""
                    SELECT taskwire.schedule('good', 'every 1 second', 'notifications',
                      '{"type": "alert", "title": "Tick", "text": "It ticks."}');
                    SELECT taskwire.schedule('bad', 'every 1 second', 'notifications', '{"type": "none"}')
                    """);

            await().until(() -> Stream.of(
                            "taskwire_schedule_occurrences_total{outcome=\"fired\",schedule=\"good\"}",
                            "taskwire_schedule_occurrences_total{outcome=\"done\",schedule=\"good\"}",
                            "taskwire_schedule_occurrences_total{outcome=\"failed\",schedule=\"bad\"}",
                            "taskwire_schedule_lateness_seconds_count{schedule=\"good\"}")
                    .allMatch(isMoreThanNought(Scrape.of(port))));
            assertThat(taskwire.recorded().turnsFailed()).isZero();
        }
    }

    private static Predicate<String> isMoreThanNought(Scrape scrape) {
        return sample -> scrape.text().contains(sample) && scrape.value(sample) > 0;
    }

    private TaskwireConfig config(int port, SlackStandIn slack) {
        return postgres.config("TASKWIRE_HTTP_PORT", String.valueOf(port), "SLACK_WEBHOOK_URL", slack.url());
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
