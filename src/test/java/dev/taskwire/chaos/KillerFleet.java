package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.TaskwireProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Processes of {@link KillerWorker}; where one has ended, another is started in its place. */
final class KillerFleet implements AutoCloseable {
    private static final Duration MOST = Duration.ofSeconds(60);

    private final Map<String, String> environment;
    private final FleetSize size;
    private final List<TaskwireProcess> alive = new ArrayList<>();
    private final List<Integer> neighboursInHand = new ArrayList<>();

    /** @param settings variables beside those that make leases short */
    KillerFleet(String databaseUrl, FleetSize size, Map<String, String> settings) {
        this.size = size;
        this.environment = new HashMap<>(settings);
        environment.putAll(Map.of(
                "DATABASE_URL", databaseUrl,
                "TASKWIRE_DATABASE_STATEMENT_TIMEOUT", "1s",
                "TASKWIRE_QUEUES_ACTIVITY_LOG_VISIBILITY_TIMEOUT", "2s",
                "TASKWIRE_QUEUES_NOTIFICATIONS_VISIBILITY_TIMEOUT", "2s",
                "TASKWIRE_QUEUES_NOTIFICATIONS_POLL_INTERVAL", "100ms"));
    }

    /** Starts what is missing, and is back when all of them work. */
    void fill() throws IOException {
        while (alive.size() < size.processes()) {
            alive.add(TaskwireProcess.startMain(KillerWorker.class.getName(), environment));
        }
        for (TaskwireProcess worker : alive) {
            await().atMost(MOST).until(() -> worker.output().contains(KillerWorker.FIRST_WORDS));
        }
    }

    boolean hasLost() {
        return alive.stream().anyMatch(worker -> !worker.isAlive());
    }

    /** Notes what each that has ended had in hand. */
    void bury() throws Exception {
        for (TaskwireProcess worker : List.copyOf(alive)) {
            if (!worker.isAlive()) {
                assertThat(worker.exitCode()).isEqualTo(KillerWorker.EXIT_CODE);
                neighboursInHand.add(lastWords(worker));
                alive.remove(worker);
                worker.close();
            }
        }
    }

    /** How many neighbours were in hand at each crash. */
    List<Integer> neighboursInHand() {
        return neighboursInHand;
    }

    /** How many neighbours those have done that live. */
    long neighboursDone() throws IOException {
        long done = 0;
        for (TaskwireProcess worker : alive) {
            done += worker.output().lines().filter(KillerWorker.DONE::equals).count();
        }
        return done;
    }

    private static int lastWords(TaskwireProcess worker) throws IOException {
        return worker.output()
                .lines()
                .filter(line -> line.startsWith(KillerWorker.LAST_WORDS))
                .map(line -> Integer.parseInt(line.substring(KillerWorker.LAST_WORDS.length())))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        for (TaskwireProcess worker : alive) {
            worker.close();
        }
    }
}
