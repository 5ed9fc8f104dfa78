package dev.taskwire.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.Outcome;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A day's figures against a count by hand. */
final class DailyStatsIT {
    private static final String ASK = "{\"job\": \"daily_stats\"}";
    private static final String AT = "2026-11-24T01:00:00Z";

    /**
     * 500 tasks with ids that are spread over three days around the 23rd, a third of them completed on the day after they were
     * made, some twice, and every seventh deleted on the 24th; another table's changes beside them.
     */
    private static final String GENERATED = """
            CREATE TABLE public.tasks (id bigint PRIMARY KEY, title text, status text);
            CREATE TABLE public.profiles (id bigint PRIMARY KEY, created_at timestamptz);
            INSERT INTO public.profiles SELECT n, timestamptz '2026-11-22T12:00Z' + n * interval '1 h' FROM generate_series(1, 40) AS n;
            CREATE TEMP TABLE story (task bigint, action text, status text, at timestamptz);
            INSERT INTO story SELECT n, 'created', 'todo', timestamptz '2026-11-22T00:00Z' + n * interval '8 min' FROM generate_series(1, 500) AS n;
            INSERT INTO story SELECT task, 'updated', CASE WHEN task % 2 = 0 THEN 'done' ELSE 'completed' END, at + interval '1 day'
              FROM story WHERE task % 3 = 0;
            INSERT INTO story SELECT task, 'updated', 'done', at + interval '1 minute' FROM story WHERE action = 'updated' AND task % 9 = 0;
            INSERT INTO story SELECT task, 'updated', 'doing', at + interval '1 hour' FROM story WHERE action = 'created';
            INSERT INTO story SELECT task, 'deleted', NULL, timestamptz '2026-11-24T00:00Z' + task * interval '1 s'
              FROM story WHERE action = 'created' AND task % 7 = 0;
            INSERT INTO public.tasks SELECT task, 'Task', 'todo' FROM story WHERE action = 'created' AND task % 7 <> 0;
            INSERT INTO public.activity_logs (id, entity_type, entity_key, action, metadata, occurred_at, created_at)
              SELECT gen_random_uuid(), type, task::text, action, jsonb_build_object('changes', jsonb_build_object('status', status)),
                at, at + interval '2 s'
              FROM story CROSS JOIN (VALUES ('task'), ('order')) AS t (type)
              WHERE type = 'task' OR task % 10 = 0
            """;

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final JobStage stage = new JobStage(POSTGRES);

    @Test
    void aDayEqualsACountByHand() throws SQLException {
        POSTGRES.database().execute(GENERATED);

        assertThat(stage.run(stage.jobs(Map.of()), ASK, AT)).isEqualTo(Outcome.DONE);

        // Made every eight minutes from 00:08 on the 22nd: the 180th is made at 24:00, which is the 23rd's first
        // moment.
        assertThat(stats()).containsExactly("2026-11-23 359 180 59 24");
    }

    @Test
    void aDayThatIsCountedAgainHasTheSameFiguresAlsoWhenItsTasksWereDeletedSince() throws SQLException {
        POSTGRES.database().execute(GENERATED);
        Jobs jobs = stage.jobs(Map.of());
        stage.run(jobs, ASK, AT);
        POSTGRES.database().execute("""
                WITH gone AS (DELETE FROM public.tasks WHERE id BETWEEN 200 AND 300 RETURNING id)
                INSERT INTO public.activity_logs (id, entity_type, entity_key, action, occurred_at)
                SELECT gen_random_uuid(), 'task', id::text, 'deleted', clock_timestamp() FROM gone
                """);

        stage.run(jobs, "{\"job\": \"daily_stats\", \"date\": \"2026-11-23\"}", "2026-12-24T01:00:00Z");

        assertThat(stats()).containsExactly("2026-11-23 359 180 59 24");
    }

    @Test
    void aDayIsThatOfTheConfiguredZone() throws SQLException {
        POSTGRES.database().execute(GENERATED);

        stage.run(stage.jobs(Map.of("daily_stats", Map.of("zone", "Asia/Tokyo"))), ASK, "2026-11-23T16:00:00Z");

        assertThat(POSTGRES.database().value("SELECT date || ' ' || created_tasks FROM daily_stats"))
                .isEqualTo("2026-11-23 180");
        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM activity_logs WHERE entity_type = 'task' AND action = 'created'"
                                + " AND occurred_at >= '2026-11-22T15:00Z' AND occurred_at < '2026-11-23T15:00Z'"))
                .isEqualTo(180);
    }

    @Test
    void aDayOnWhichNothingHappenedHasZeros() throws SQLException {
        POSTGRES.database().execute("""
                CREATE TABLE public.tasks (id bigint PRIMARY KEY);
                CREATE TABLE public.profiles (id bigint PRIMARY KEY, created_at timestamptz)
                """);

        stage.run(stage.jobs(Map.of()), ASK, AT);

        assertThat(stats()).containsExactly("2026-11-23 0 0 0 0");
    }

    @Test
    void whatCannotBeCountedIsNullAndKeepsNothingElse() throws SQLException {
        POSTGRES.database().execute("CREATE TABLE public.profiles (id bigint PRIMARY KEY)");

        assertThat(stage.run(stage.jobs(Map.of()), ASK, AT)).isEqualTo(Outcome.DONE);

        assertThat(stats()).containsExactly("2026-11-23 null 0 0 null");
    }

    @Test
    void queriesOfTheConfigurationCountOtherTables() throws SQLException {
        POSTGRES.database()
                .execute("INSERT INTO public.activity_logs (id, entity_type, action, created_at)"
                        + " SELECT gen_random_uuid(), 'order', 'x', '2026-11-23T12:00Z' FROM generate_series(1, 3)");
        Map<String, Object> queries = Map.of(
                "total_tasks", "SELECT 7",
                "created_tasks", "SELECT count(*) FROM {activity_logs} WHERE created_at >= $1 AND created_at < $2",
                "completed_tasks", "SELECT extract(epoch FROM $2 - $1) / 3600",
                "new_users", "SELECT 'many'");

        stage.run(stage.jobs(Map.of("daily_stats", queries)), ASK, AT);

        assertThat(stats()).containsExactly("2026-11-23 7 3 24 null");
    }

    @Test
    void itWaitsForChangesThatAreStillOnTheirWayIntoTheLog() throws SQLException {
        POSTGRES.database().execute("""
                INSERT INTO pgmq.q_activity_log (vt, enqueued_at, message) VALUES (now(), '2026-11-23T23:59:59Z', '{}')
                """);

        assertThat(stage.run(stage.jobs(Map.of()), ASK, AT)).isInstanceOf(Outcome.Postpone.class);
        assertThat(stats()).isEmpty();

        POSTGRES.database().execute("UPDATE pgmq.q_activity_log SET enqueued_at = '2026-11-24T00:00:01Z'");

        assertThat(stage.run(stage.jobs(Map.of()), ASK, AT)).isEqualTo(Outcome.DONE);
    }

    private static List<String> stats() throws SQLException {
        return POSTGRES
                .database()
                .rows(
                        "SELECT date, total_tasks, created_tasks, completed_tasks, new_users FROM daily_stats ORDER BY date")
                .stream()
                .map(row -> String.join(
                        " ", row.values().stream().map(String::valueOf).toList()))
                .toList();
    }
}
