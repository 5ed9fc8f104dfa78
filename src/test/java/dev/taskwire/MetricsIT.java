package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TcpRelay;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /metrics} of a process that has done each kind of work, and whatever is made of it. */
final class MetricsIT {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(taskwire_\\w+)` \\| (\\w+)(, shared)? \\| ([^|]*)\\|");

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final Vertx VERTX = Vertx.vertx();
    private static TcpRelay relay;
    private static RunningTaskwire taskwire;
    private static int port;

    @BeforeAll
    static void doSomeOfEachKind() throws Exception {
        relay = relay();
        int databasePort = relay.open(0).await(10, TimeUnit.SECONDS);
        port = freePort();
        taskwire = RunningTaskwire.start(POSTGRES.config(
                "DATABASE_URL",
                POSTGRES.database().through(databasePort),
                "TASKWIRE_HTTP_PORT",
                String.valueOf(port),
                "TASKWIRE_MAIL_WAY",
                "log"));
        POSTGRES.database().execute("""
                CREATE TABLE tasks (id int PRIMARY KEY, title text);
                CREATE TABLE profiles (id uuid PRIMARY KEY, email text, full_name text);
                SELECT taskwire.watch('tasks'), taskwire.watch_signups('profiles');
                INSERT INTO tasks VALUES (1, 'Write it down');
                INSERT INTO profiles VALUES (gen_random_uuid(), 'ada@example.com', 'Ada');
                SELECT taskwire.send('notifications', '{"type": "no_such_type"}');
                SELECT pgmq.create('chores');
                SELECT taskwire.schedule('sweep', 'every 1 second', 'chores', '{}', deadline => '1 hour');
                INSERT INTO taskwire.http_queue (name, url) VALUES ('refused', 'https://127.0.0.1/');
                INSERT INTO taskwire.http_job (queue) VALUES ('refused');
                """);
        await().until(() -> scrape().samples()
                .containsAll(Set.of(
                        "taskwire_notifications_total",
                        "taskwire_schedule_lateness_seconds_max",
                        "taskwire_schedule_alarm",
                        "taskwire_http_calls_seconds_max")));
        await().until(() -> handled("activity_log", "done") >= 1 && handled("notifications", "dead_letter") == 1);
    }

    @AfterAll
    static void stop() throws Exception {
        taskwire.close();
        VERTX.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void everyFigureOfTheDashboardAndOfTheAlertsIsThere() throws Exception {
        Set<String> used = Deployed.metrics();

        assertThat(used).hasSizeGreaterThan(30);
        assertThat(scrape().samples()).containsAll(used);
    }

    @Test
    void everyFigureHasATypeAndAHelpTextAndIsExplained() throws Exception {
        Scrape scrape = scrape();
        Map<String, String> shown = new TreeMap<>();
        scrape.labels().forEach((metric, labels) -> {
            if (metric.startsWith("taskwire_")) {
                shown.put(metric, scrape.types().get(metric) + " " + labels);
            }
        });
        Map<String, String> explained = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("docs/metrics.md")))
                .results()
                .forEach(row -> explained.put(row.group(1), row.group(2) + " " + new TreeSet<>(labels(row.group(4)))));

        assertThat(explained).containsExactlyEntriesOf(shown);
        assertThat(scrape.helped())
                .containsExactlyInAnyOrderElementsOf(scrape.types().keySet());
        assertThat(scrape.text()).doesNotContain("ada@example.com").doesNotContain("Write it down");
    }

    @Test
    void everyAlertSaysWhatToDoAndSoDoesTheOperatorsPage() throws Exception {
        String page = Files.readString(Path.of("docs/operations.md"));
        List<String> alerts = Deployed.alerts();

        assertThat(alerts).hasSizeGreaterThan(20).allMatch(alert -> page.contains("| `" + alert + "` |"));
        for (String part : List.of(
                "for:", "severity:", "summary:", "description:", "runbook: docs/operations.md#when-an-alert-fires")) {
            assertThat(Deployed.rules().split(Pattern.quote(part), -1)).as(part).hasSize(alerts.size() + 1);
        }
    }

    @Test
    void promtoolAcceptsTheMetricsTheRulesTheirTestsAndTheDashboardsQueries() throws Exception {
        assumeTrue(
                Promtool.program().isPresent(),
                "no promtool: Debian's prometheus has it, or set TASKWIRE_TEST_PROMTOOL");
        Promtool.accepts(Path.of("."), scrape().text(), "check", "metrics");
        Promtool.accepts(Deployed.PROMETHEUS, "", "check", "rules", "taskwire.rules.yml");
        Promtool.accepts(Deployed.PROMETHEUS, "", "test", "rules", "taskwire_test.yml");
        Promtool.accepts(Deployed.PROMETHEUS, "", "check", "config", "prometheus.yml");
        Path queries = Files.writeString(Files.createTempFile("queries", ".yml"), Deployed.queriesAsRules());
        Promtool.accepts(Path.of("."), "", "check", "rules", queries.toString());
        Files.delete(queries);
    }

    @Test
    void saysHowQueuesAndMailsStand() throws Exception {
        POSTGRES.database().execute("""
                INSERT INTO taskwire.email_deliveries (event_id, queue, type, recipient, state, call_id, call_until)
                SELECT gen_random_uuid(), 'notifications', 'welcome_email', 'ada@example.com',
                  CASE WHEN number <= 7 THEN 'held' ELSE 'delivered' END, gen_random_uuid(), now()
                FROM generate_series(1, 12000) AS number;
                ANALYZE taskwire.email_deliveries
                """);

        await().until(() -> scrape().value("taskwire_mails{state=\"held\"}") == 7);
        assertThat(scrape().value("taskwire_mails{state=\"delivered\"}")).isCloseTo(11_993, Offset.offset(100.0));
        assertThat(scrape().value("taskwire_mails{state=\"unknown\"}")).isZero();
        assertThat(scrape().value("taskwire_queue_depth{queue=\"chores\",state=\"ready\"}"))
                .isPositive();
        assertThat(scrape().value("taskwire_queue_oldest_ready_age_seconds{queue=\"chores\"}"))
                .isPositive();
        assertThat(scrape().value("taskwire_queue_dead_letters{queue=\"notifications\"}"))
                .isEqualTo(1);
        assertThat(scrape().value("taskwire_figures_age_seconds")).isLessThan(5);
    }

    @Test
    void saysHowLongWakesTake() {
        await().until(() -> {
            POSTGRES.database().execute("INSERT INTO tasks SELECT count(*) + 1, 'another' FROM tasks");
            return scrape().value("taskwire_wake_latency_seconds_count{queue=\"activity_log\"}") > 0;
        });
    }

    @Test
    void whileTheDatabaseIsSilentItAnswersAtOnceWithWhatWasKnown() throws Exception {
        double before = scrape().value("taskwire_queue_depth{queue=\"chores\",state=\"ready\"}");
        relay.fallSilent();
        await().until(() -> scrape().value("taskwire_figures_age_seconds") > 1);

        long asked = System.nanoTime();
        Scrape silent = scrape();
        Duration took = Duration.ofNanos(System.nanoTime() - asked);

        assertThat(took).isLessThan(Duration.ofMillis(900));
        assertThat(silent.value("taskwire_queue_depth{queue=\"chores\",state=\"ready\"}"))
                .isGreaterThanOrEqualTo(before);
        relay.cut();
        relay.speak();
        await().until(() -> scrape().value("taskwire_figures_age_seconds") < 1);
        await().until(() -> scrape().value("taskwire_listener_reconnects_total") == 1);
    }

    private static Scrape scrape() throws IOException, InterruptedException {
        return Scrape.of(port);
    }

    private static double handled(String queue, String outcome) throws IOException, InterruptedException {
        return scrape().value("taskwire_messages_handled_total{outcome=\"%s\",queue=\"%s\"}".formatted(outcome, queue));
    }

    private static List<String> labels(String column) {
        return Pattern.compile("\\w+")
                .matcher(column)
                .results()
                .map(label -> label.group())
                .toList();
    }

    private static TcpRelay relay() {
        URI server = URI.create(POSTGRES.database().url());
        return new TcpRelay(VERTX, server.getHost(), server.getPort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
