package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TaskwireProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand keys in strict order, over three processes of a user's, as fast as it goes and while they are killed.
 * TASKWIRE_TEST_KEYED_MESSAGES makes it longer.
 */
@SuppressWarnings("NullAway.Init")
final class KeyOrderChaosIT {
    private static final int MESSAGES =
            Integer.parseInt(Objects.requireNonNullElse(System.getenv("TASKWIRE_TEST_KEYED_MESSAGES"), "40000"));
    private static final int KEYS = 1000;
    private static final Duration MOST = Duration.ofMinutes(2);

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    @TempDir
    Path directory;

    private final Deque<TaskwireProcess> processes = new ArrayDeque<>();
    private final List<Path> files = new ArrayList<>();
    private int sent;

    /** One message that was begun. */
    private record Begun(long at, String queue, String key, int number) {
        static Begun from(String line) {
            String[] words = line.split(" ", -1);
            return new Begun(Long.parseLong(words[0]), words[1], words[2], Integer.parseInt(words[3]));
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (TaskwireProcess process : processes) {
            process.close();
        }
    }

    private void begin() throws IOException {
        Path file = directory.resolve("worker" + files.size());
        files.add(file);
        processes.addLast(TaskwireProcess.startMain(
                "dev.taskwire.chaos.KeyedWorker",
                Map.of("DATABASE_URL", postgres.database().url()),
                file.toString()));
    }

    private void awaitStarted() {
        for (TaskwireProcess process : processes) {
            await().atMost(MOST).until(() -> process.output().contains("started"));
        }
    }

    /** Numbers rise with the ids, over all keys at random. */
    private void send(String queue, int messages) throws SQLException {
        postgres.database().execute("SELECT taskwire.pause('" + queue + "')");
        for (int from = 0; from < messages; from += 10_000) {
            int to = Math.min(messages, from + 10_000);
            postgres.database()
                    .execute("SELECT taskwire.send_batch('" + queue
                            + "', array_agg(jsonb_build_object('n', n, 'key', key)"
                            + " ORDER BY n), array_agg(jsonb_build_object('x-pgmq-group', key) ORDER BY n)) FROM (SELECT n,"
                            + " 'k' || floor(random() * " + KEYS + ") AS key FROM generate_series(" + (sent + from + 1)
                            + ", " + (sent + to) + ") AS n) AS one");
        }
        sent += messages;
        postgres.database().execute("SELECT taskwire.resume('" + queue + "')");
    }

    private double drained(String queue, int messages) throws SQLException {
        send(queue, messages);
        long begun = System.nanoTime();
        awaitEmpty(queue);
        return messages / ((System.nanoTime() - begun) / 1e9);
    }

    private void awaitEmpty(String queue) {
        await().atMost(MOST)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> postgres.database()
                                .count("SELECT count(*) FROM (SELECT FROM pgmq.q_" + queue + " LIMIT 1) AS q")
                        == 0);
    }

    private List<Begun> begun(String queue) throws IOException {
        List<Begun> all = new ArrayList<>();
        for (Path file : files) {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                Begun begun = Begun.from(line);
                if (begun.queue().equals(queue)) {
                    all.add(begun);
                }
            }
        }
        all.sort(Comparator.comparingLong(Begun::at));
        return all;
    }

    @Test
    void aThousandKeysAreInStrictOrderAtHalfTheRateAndWhileProcessesAreKilled() throws Exception {
        for (int i = 0; i < 3; i++) {
            begin();
        }
        awaitStarted();
        double warm = drained("plain", 3000) + drained("ordered", 3000);
        assertThat(warm).isPositive();
        double plain = drained("plain", MESSAGES);
        double ordered = drained("ordered", MESSAGES);
        System.out.printf(
                "chaos: %d messages of %d keys over three processes: %.0f a second in order, %.0f without, %.2f of it%n",
                MESSAGES, KEYS, ordered, plain, ordered / plain);

        int redelivered = whileKilled();
        System.out.println("chaos: " + redelivered + " messages were begun again after three kills");
        assertThat(ordered / plain).isGreaterThan(0.5);
    }

    private int whileKilled() throws Exception {
        send("ordered", MESSAGES);
        for (int kill = 0; kill < 3; kill++) {
            int before = begun("ordered").size();
            await().atMost(MOST).until(() -> begun("ordered").size() > before + MESSAGES / 20);
            TaskwireProcess killed = processes.removeFirst();
            assertThat(killed.kill()).isNotZero();
            killed.close();
            begin();
        }
        awaitEmpty("ordered");
        return assertOrder(begun("ordered"));
    }

    /** Answers how often a message was begun again, which only the next one of its key may not have been before. */
    private int assertOrder(List<Begun> all) {
        Map<String, Integer> last = new HashMap<>();
        Set<Integer> numbers = new HashSet<>();
        int again = 0;
        for (Begun begun : all) {
            assertThat(begun.number())
                    .as("of key " + begun.key())
                    .isGreaterThanOrEqualTo(last.getOrDefault(begun.key(), 0));
            last.put(begun.key(), begun.number());
            again += numbers.add(begun.number()) ? 0 : 1;
        }
        assertThat(numbers).hasSize(3000 + 2 * MESSAGES);
        return again;
    }
}
