package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.RestartedServer.Shutdown;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Migrator;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Postgres goes away under load and comes back, in part or as a whole. */
@ExtendWith(VertxExtension.class)
final class PostgresRestartChaosIT {
    private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(5);
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final String LISTENERS =
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'taskwire listener'";

    /** Only for the rule that a test runs where a server can be had. */
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.empty();

    private final List<Long> pauses = new ArrayList<>();
    private long probes;

    @Test
    void workGoesOnByItselfWithinSecondsAndNothingIsLost(Vertx vertx) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed of the writers: " + seed);
        try (RestartedServer server = RestartedServer.start();
                MailEndpoint endpoint = MailEndpoint.open(vertx);
                Oracle oracle = Oracle.open();
                Fleet fleet = new Fleet(server.database(), endpoint, Map.of())) {
            TestDatabase database = server.database();
            TaskwireConfig config = TaskwireConfig.from(Map.of(), Map.of("DATABASE_URL", database.url()));
            System.out.println(
                    new Migrator(config.database(), config.queues()).migrate().pgmq());
            TaskWriters.createTables(database);
            Scene scene = new Scene(server, endpoint, oracle, fleet);
            try (TaskWriters writers = new TaskWriters(database, oracle)) {
                writers.begin(4, Duration.ofMillis(200), seed);
                scene.begin();
                scene.restart(Shutdown.FAST);
                scene.restart(Shutdown.IMMEDIATE);
                scene.restartAfterLongOutage();
                scene.terminateListeners();
                scene.terminateAll();
                assertThat(writers.broken()).isPositive();
            }
            Verdict verdict = new Verdict(database, oracle);
            verdict.awaitDrained(MOST);
            System.out.println(
                    "chaos: Postgres under load; ms until a new change was logged and mailed, from when the server"
                            + " took connections: fast restart, immediate restart, outage of 15 s, listeners terminated five"
                            + " times, all connections terminated: " + pauses + "; "
                            + verdict.assertLoggedExactlyOnce() + " changes committed ("
                            + oracle.inDoubt().size()
                            + " changes of whose commit the writer heard nothing), each committed one logged once; "
                            + verdict.assertMailed(endpoint) + " mails, "
                            + endpoint.duplicates().size() + " sent twice");
            assertThat(verdict.unexplained(endpoint)).isEmpty();
            assertThat(verdict.deadLetters()).isZero();
            assertThat(pauses).allMatch(pause -> pause < GOES_ON_WITHIN.toMillis());
        }
    }

    private final class Scene {
        private final RestartedServer server;
        private final MailEndpoint endpoint;
        private final Oracle oracle;
        private final Fleet fleet;

        Scene(RestartedServer server, MailEndpoint endpoint, Oracle oracle, Fleet fleet) {
            this.server = server;
            this.endpoint = endpoint;
            this.oracle = oracle;
            this.fleet = fleet;
        }

        void begin() throws Exception {
            fleet.start();
            fleet.start();
            await().atMost(MOST)
                    .until(() -> listeners().size() == 2 && !endpoint.accepted().isEmpty());
        }

        void restart(Shutdown how) throws Exception {
            server.stop(how);
            pauses.add(untilWorkGoesOn(server.startAgain()));
        }

        /** Long enough for every pause between two tries to have grown to its longest. */
        void restartAfterLongOutage() throws Exception {
            server.stop(Shutdown.FAST);
            long stopped = System.nanoTime();
            await().atMost(MOST)
                    .until(() -> Duration.ofNanos(System.nanoTime() - stopped).toSeconds() >= 15);
            pauses.add(untilWorkGoesOn(server.startAgain()));
        }

        void terminateListeners() throws Exception {
            for (int time = 1; time <= 5; time++) {
                await().atMost(MOST).until(() -> listeners().size() == 2);
                Set<String> before = listeners();
                terminate("application_name = 'taskwire listener'");
                pauses.add(untilWorkGoesOn(System.nanoTime()));
                await().atMost(MOST).until(() -> {
                    Set<String> now = new HashSet<>(listeners());
                    now.removeAll(before);
                    return now.size() == 2;
                });
            }
        }

        void terminateAll() throws Exception {
            terminate("backend_type = 'client backend'");
            pauses.add(untilWorkGoesOn(System.nanoTime()));
        }

        private void terminate(String which) throws Exception {
            long ended = server.database()
                    .count(
                            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
                                    + which);
            assertThat(ended).isGreaterThanOrEqualTo(2);
        }

        private Set<String> listeners() throws Exception {
            return server.database().rows(LISTENERS).stream()
                    .map(row -> String.valueOf(row.get("pid")))
                    .collect(Collectors.toSet());
        }

        private long untilWorkGoesOn(long since) throws Exception {
            long task = 9_000_000 + ++probes;
            server.database()
                    .execute("INSERT INTO tasks VALUES (" + task + ", 'task " + task + "');"
                            + "UPDATE tasks SET assignee_id = '" + TaskWriters.ASSIGNEE + "' WHERE id = " + task);
            oracle.committed(List.of(TaskWriters.created(task), TaskWriters.assigned(task)));
            await().atMost(MOST)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> endpoint.subjects().contains("You have a new task: task " + task)
                            && server.database()
                                            .count("SELECT count(*) FROM activity_logs WHERE entity_key = ?", "" + task)
                                    == 2);
            return Duration.ofNanos(System.nanoTime() - since).toMillis();
        }
    }
}
