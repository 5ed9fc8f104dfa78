package dev.taskwire.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.Outcome;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Trouble is told once, and once that it is over. */
final class HealthCheckIT {
    private static final String ASK = "{\"job\": \"health_check\"}";
    private static final String AT = "2026-11-24T10:00:00Z";

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final JobStage stage = new JobStage(POSTGRES);

    @Test
    void whereAllIsWellNothingIsTold() throws SQLException {
        check(3);

        assertThat(told()).isEmpty();
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.health"))
                .isZero();
    }

    @Test
    void aQueueThatIsBehindIsToldOnceAndOnceThatItIsNot() throws SQLException {
        POSTGRES.database()
                .execute("INSERT INTO pgmq.q_cleanup_tasks (vt, message) VALUES ('2026-01-02T03:04:05Z', '{}'),"
                        + " (now() + interval '1 h', '{}'), (now() - interval '1 minute', '{}')");
        check(3);

        assertThat(told())
                .isEqualTo("Trouble: queue cleanup_tasks: a message has been ready since 2026-01-02T03:04:05Z.");

        POSTGRES.database().execute("DELETE FROM pgmq.q_cleanup_tasks WHERE vt < '2026-02-01'");
        check(3);

        assertThat(told()).endsWith("; Well again: queue cleanup_tasks: What was wrong is over.");
        assertThat(messages()).isEqualTo(2);
        assertThat(POSTGRES.database().count("SELECT count(DISTINCT headers ->> 'event_id') FROM pgmq.q_notifications"))
                .isEqualTo(2);
    }

    @Test
    void troubleThatComesBackIsToldAgain() throws SQLException {
        for (int i = 0; i < 2; i++) {
            POSTGRES.database().execute("INSERT INTO pgmq.q_cleanup_tasks (vt, message) VALUES ('2026-01-02', '{}')");
            check(2);
            POSTGRES.database().execute("TRUNCATE pgmq.q_cleanup_tasks");
            check(2);
        }

        assertThat(messages()).isEqualTo(4);
        assertThat(POSTGRES.database().count("SELECT count(DISTINCT headers ->> 'event_id') FROM pgmq.q_notifications"))
                .isEqualTo(4);
    }

    @Test
    void aDestinationThatIsClosedForLongIsTroubleAndOneThatWasJustClosedIsNot() throws SQLException {
        POSTGRES.database().execute("""
                INSERT INTO taskwire.destination (name, reason, needs_mending, closed_at, open_at) VALUES
                  ('mail', 'the key was refused', true, now() - interval '6 minutes', now()),
                  ('slack', 'too many requests', false, now(), now())
                """);
        check(2);
        assertThat(told()).isEqualTo("Trouble: destination mail: the key was refused.");

        POSTGRES.database().execute("TRUNCATE taskwire.destination");
        check(2);

        assertThat(told()).endsWith("; Well again: destination mail: What was wrong is over.");
    }

    @Test
    void aQueueOfAHandlerOfTheUsersIsLookedAtToo() throws SQLException {
        POSTGRES.database().execute("""
                SELECT taskwire.make_queue('own'), pgmq.create('strange');
                INSERT INTO pgmq.q_own (vt, message) VALUES (now() - interval '2 hours', '{}');
                INSERT INTO pgmq.q_strange (vt, message) VALUES (now() - interval '2 hours', '{}')
                """);

        assertThat(POSTGRES.database()
                        .value("SELECT string_agg(name, ' ') FROM taskwire.find_trouble('1 h', '1 h', false)"
                                + " WHERE trouble LIKE 'a message has been ready since %'"))
                .isEqualTo("queue own");

        POSTGRES.database().execute("SELECT pgmq.drop_queue('own'), pgmq.drop_queue('strange')");
    }

    @Test
    void whereNoProcessListensThatIsTrouble() throws SQLException {
        String trouble =
                "SELECT trouble IS NOT NULL FROM taskwire.find_trouble('1 h', '1 h', true) WHERE name = 'listener'";

        assertThat(POSTGRES.database().value(trouble)).isEqualTo("true");

        POSTGRES.database().execute("SELECT taskwire.keep_listening(60000)");
        assertThat(POSTGRES.database().value(trouble)).isEqualTo("false");
    }

    private void check(int times) {
        Jobs jobs = stage.jobs(Map.of());
        for (int i = 0; i < times; i++) {
            assertThat(stage.run(jobs, ASK, AT)).isEqualTo(Outcome.DONE);
        }
    }

    private static String told() throws SQLException {
        String told = POSTGRES.database()
                .value("SELECT string_agg((message ->> 'title') || ': ' || (message ->> 'text'), '; ' ORDER BY msg_id)"
                        + " FROM pgmq.q_notifications WHERE message ->> 'type' = 'alert'");
        return told == null ? "" : told;
    }

    private static long messages() throws SQLException {
        return POSTGRES.database().count("SELECT count(*) FROM pgmq.q_notifications");
    }
}
