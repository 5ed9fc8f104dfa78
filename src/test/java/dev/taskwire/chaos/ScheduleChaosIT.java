package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TaskwireProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Three processes, fifty schedules every second, a process killed every ten: each occurrence once, and none missing, in the
 * table and by its effect. An occurrence is a notification, and its effect a row that its reader sees. How often the effect
 * was tried is counted by a trigger before the insert, and how often its message was delivered stays in the archive.
 */
final class ScheduleChaosIT {
    private static final int SCHEDULES = 50;
    private static final int KILLS = 5;
    private static final Duration MOST = Duration.ofMinutes(2);

    private static final String TRIES = """
            CREATE TABLE try (id uuid NOT NULL);
            CREATE FUNCTION note_try() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO try VALUES (NEW.id);
              RETURN NEW;
            END
            $$;
            CREATE TRIGGER note_try BEFORE INSERT ON public.notifications FOR EACH ROW EXECUTE FUNCTION note_try()
            """;

    private static final String SCHEDULE = """
            SELECT taskwire.schedule('every second ' || n, '* * * * * *', 'notifications', jsonb_build_object(
              'type', 'welcome_email', 'user_id', n::text, 'email', 'reader@example.com', 'name', 'Reader ' || n))
            FROM generate_series(1, %d) AS n
            """.formatted(SCHEDULES);

    private static final String OURS =
            " FROM taskwire.schedule_occurrences AS known WHERE known.queue = 'notifications'";

    private static final Map<String, String> SETTINGS = Map.of(
            "TASKWIRE_HTTP_PORT", "0",
            "TASKWIRE_DATABASE_POOL_SIZE", "4",
            "TASKWIRE_NOTIFICATIONS_TYPES_WELCOME_EMAIL_CHANNELS", "in_app",
            "TASKWIRE_QUEUES_NOTIFICATIONS_ON_SUCCESS", "archive");

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final Deque<TaskwireProcess> processes = new ArrayDeque<>();

    @AfterEach
    void stop() throws IOException {
        for (TaskwireProcess process : processes) {
            process.close();
        }
    }

    @Test
    void eachOccurrenceIsFiredOnceAndHasItsEffectWhileProcessesAreKilled() throws Exception {
        POSTGRES.database().execute(TRIES);
        for (int i = 0; i < 3; i++) {
            start();
        }
        POSTGRES.database().execute(SCHEDULE);
        for (int kills = 0; kills < KILLS; kills++) {
            awaitSeconds(10L * (kills + 1));
            try (TaskwireProcess killed = processes.removeFirst()) {
                assertThat(killed.kill()).isNotZero();
            }
            start();
        }
        awaitSeconds(10L * (KILLS + 1));
        POSTGRES.database().execute("SELECT taskwire.pause_schedule(name) FROM taskwire.schedule");
        // What was in hand at a kill comes back when its lease ends.
        await().atMost(MOST).until(() -> count(OURS + " AND known.state = 'sent'") == 0);

        report();
        long occurrences = count(OURS);
        assertThat(occurrences).isGreaterThanOrEqualTo(SCHEDULES * 10L * (KILLS + 1));
        assertThat(count(OURS + " AND known.state <> 'done'")).isZero();
        assertThat(count("""
                 FROM (SELECT fire_time - lag(fire_time) OVER (PARTITION BY name ORDER BY fire_time) AS step
                       FROM taskwire.schedule_occurrences WHERE queue = 'notifications') AS steps
                 WHERE step <> interval '1 s'""")).isZero();
        // The effect: one row for each, and none beside them.
        assertThat(count(" FROM notifications")).isEqualTo(occurrences);
        assertThat(count(OURS + " AND NOT EXISTS (SELECT FROM notifications AS row WHERE row.id = known.event_id"
                        + " AND known.name = 'every second ' || row.user_key)"))
                .isZero();
        // One message for each, and tried more than once only if it was delivered again.
        assertThat(count(" FROM pgmq.a_notifications")).isEqualTo(occurrences);
        assertThat(count("""
                 FROM pgmq.a_notifications AS message
                 WHERE (SELECT count(*) FROM try WHERE try.id = (message.headers ->> 'event_id')::uuid)
                   NOT BETWEEN 1 AND message.read_ct""")).isZero();
    }

    private static void report() throws SQLException {
        System.out.println("chaos: kill -9 of one of three processes every 10 s, " + SCHEDULES
                + " schedules every second: " + KILLS + " kills, " + count(OURS)
                + " occurrences, each fired once and done; " + count(" FROM notifications") + " effects, "
                + count(" FROM (SELECT FROM try GROUP BY id HAVING count(*) > 1) AS again")
                + " of them tried again after a kill, of "
                + count(" FROM pgmq.a_notifications WHERE read_ct > 1")
                + " messages that were delivered again; fired "
                + POSTGRES.database().value("SELECT max(sent_at - fire_time)" + OURS)
                + " after its time at the latest, half of them within "
                + POSTGRES.database()
                        .value("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY sent_at - fire_time)" + OURS)
                + ", done half within "
                + POSTGRES.database()
                        .value("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY finished_at - fire_time)" + OURS)
                + " and the latest after "
                + POSTGRES.database().value("SELECT max(finished_at - fire_time)" + OURS));
    }

    private static long count(String from) throws SQLException {
        return POSTGRES.database().count("SELECT count(*)" + from);
    }

    /** Waits until each schedule has fired so often. */
    private static void awaitSeconds(long seconds) {
        await().atMost(MOST)
                .until(() -> POSTGRES.database()
                                .count("SELECT coalesce(min(n), 0) FROM (SELECT count(*) AS n" + OURS
                                        + " GROUP BY name) AS counts")
                        >= seconds);
    }

    private void start() throws IOException, SQLException {
        Map<String, String> environment = new HashMap<>(SETTINGS);
        environment.put("DATABASE_URL", POSTGRES.database().url());
        TaskwireProcess process = TaskwireProcess.start(environment, "serve");
        processes.addLast(process);
        await().atMost(MOST).until(() -> process.output().contains("listening for wakes"));
    }
}
