package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.Fleet.Member;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No commit slips between the quiet and the wakes, whoever dies: with a poll of a minute, nothing waits for it. */
@ExtendWith(VertxExtension.class)
final class WakeChaosIT {
    private static final int KILLS = 10;
    private static final Duration KILLED_EVERY = Duration.ofSeconds(3);
    private static final Duration LATE = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(30);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Test
    void everyMessageIsWorkedOnWithinASecondOfItsCommit(Vertx vertx) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed of the writers: " + seed);
        database().execute(RandomWriters.TABLE);
        RandomWriters writers = new RandomWriters(database());
        int killedInQuiet;
        try (MailEndpoint endpoint = MailEndpoint.open(vertx);
                Fleet fleet =
                        new Fleet(database(), endpoint, Map.of("TASKWIRE_QUEUES_ACTIVITY_LOG_POLL_INTERVAL", "60s"));
                Connection forever = database().connect();
                Statement neverCommits = forever.createStatement()) {
            List<Member> members = new ArrayList<>(List.of(fleet.start(), fleet.start()));
            awaitListening(2);
            forever.setAutoCommit(false);
            neverCommits.execute("INSERT INTO notes VALUES (0)");
            writers.begin(16, seed);
            killedInQuiet = killInQuiet(fleet, members);
            writers.end();
            await().atMost(MOST)
                    .until(() ->
                            logged().keySet().containsAll(writers.committed().keySet()));
            forever.rollback();
        }

        Map<Long, Instant> logged = logged();
        List<Duration> lateness = writers.committed().entrySet().stream()
                .map(commit -> Duration.between(commit.getValue(), logged.get(commit.getKey())))
                .sorted()
                .toList();
        System.out.println("chaos: " + lateness.size() + " transactions of 16 writers, " + killedInQuiet
                + " workers killed while the queue was quiet: from commit to log row p50 "
                + millis(lateness, 0.5) + " ms, p99 " + millis(lateness, 0.99) + " ms, at most "
                + millis(lateness, 1) + " ms, with a poll of 60 s");
        // A writer may begin between the look and the kill.
        assertThat(killedInQuiet).isGreaterThanOrEqualTo(KILLS / 2);
        assertThat(lateness.get(lateness.size() - 1)).isLessThan(LATE);
    }

    /** Each time one of two, at a moment at which writers are told to wake nobody. */
    private static int killInQuiet(Fleet fleet, List<Member> members) throws Exception {
        int inQuiet = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Instant next = Instant.now().plus(KILLED_EVERY);
            await().atMost(MOST)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> Instant.now().isAfter(next) && isQuiet());
            boolean quiet = isQuiet();
            int unanswered = fleet.kill(members.remove(kill % 2));
            assertThat(unanswered).isZero();
            inQuiet += quiet ? 1 : 0;
            members.add(fleet.start());
            awaitListening(2);
        }
        return inQuiet;
    }

    private static void awaitListening(int processes) {
        await().atMost(MOST)
                .until(() -> database()
                                .count("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND application_name = 'taskwire listener' AND query ILIKE '%listen%'")
                        >= processes);
    }

    private static boolean isQuiet() throws SQLException {
        return database().count("SELECT (taskwire.quiet_for('activity_log') > 50)::int") == 1;
    }

    private static Map<Long, Instant> logged() throws SQLException {
        return database()
                .rows("SELECT entity_key::bigint AS note, to_json(created_at) #>> '{}' AS at FROM activity_logs"
                        + " WHERE entity_type = 'notes'")
                .stream()
                .collect(Collectors.toMap(row -> (Long) row.get("note"), WakeChaosIT::at));
    }

    private static Instant at(Map<String, ?> row) {
        return OffsetDateTime.parse(String.valueOf(row.get("at"))).toInstant();
    }

    private static long millis(List<Duration> sorted, double part) {
        return sorted.get((int) Math.ceil((sorted.size() - 1) * part)).toMillis();
    }

    private static TestDatabase database() {
        return POSTGRES.database();
    }
}
