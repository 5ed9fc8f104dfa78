package dev.taskwire.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.Outcome;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the clean-up deletes, in how many transactions, and what it leaves. */
final class WeeklyCleanupIT {
    private static final String ASK = "{\"job\": \"weekly_cleanup\"}";
    private static final String AT = "2026-11-22T02:00:00Z";

    private static final String LOGS = """
            INSERT INTO activity_logs (id, entity_type, action, created_at)
            SELECT gen_random_uuid(), 'task', 'x', now() - n * interval '1 day' FROM generate_series(0, 199) AS n
            """;

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final JobStage stage = new JobStage(POSTGRES);

    @Test
    void eachOfTaskwiresTablesKeepsWhatIsYoungOrStillNeeded() throws SQLException {
        POSTGRES.database().execute(LOGS + ";" + """
                INSERT INTO pgmq.a_notifications (msg_id, enqueued_at, archived_at, vt, message)
                  SELECT n, now(), now() - n * interval '1 day', now(), '{}' FROM generate_series(1, 40) AS n;
                INSERT INTO taskwire.schedule_occurrences (name, fire_time, kind, state, event_id, queue, alarm_raised_at)
                  SELECT name, now() - n * interval '1 day', 'scheduled', 'done', gen_random_uuid(), 'q', CASE WHEN n = 95 THEN now() END
                  FROM generate_series(80, 100) AS n CROSS JOIN (VALUES ('a')) AS s (name)
                  UNION ALL SELECT 'yearly', now() - interval '200 days', 'scheduled', 'done', gen_random_uuid(), 'q', NULL;
                INSERT INTO taskwire.email_deliveries (event_id, queue, type, recipient, state, call_id, call_until, changed_at)
                  SELECT gen_random_uuid(), 'q', 't', 'r', state, gen_random_uuid(), now(), now() - age * interval '1 day'
                  FROM unnest(ARRAY['delivered', 'accepted', 'failed', 'unknown', 'held', 'sending', 'given_up']) AS state
                  CROSS JOIN (VALUES (89), (91)) AS days (age);
                INSERT INTO taskwire.email_events (sg_event_id, event, received_at)
                  VALUES ('old', 'open', now() - interval '91 days'), ('young', 'open', now());
                INSERT INTO taskwire.digest (id, type, user_key, due_at, closed_at) VALUES
                  ('00000000-0000-0000-0000-000000000001', 't', 'a', now(), now() - interval '91 days'),
                  ('00000000-0000-0000-0000-000000000002', 't', 'a', now() - interval '1 year', NULL);
                INSERT INTO taskwire.digest_entry (event_id, digest_id, recipient, variables)
                  SELECT gen_random_uuid(), id, '{}', '{}' FROM taskwire.digest;
                INSERT INTO taskwire.slack_post (event_id, type, posted_at) VALUES (gen_random_uuid(), 't', now() - interval '91 days');
                INSERT INTO taskwire.notification_dedup (type, dedup_key, event_id, until)
                  VALUES ('t', 'over', gen_random_uuid(), now()), ('t', 'on', gen_random_uuid(), now() + interval '1 h')
                """);

        assertThat(stage.run(stage.jobs(Map.of()), ASK, AT)).isEqualTo(Outcome.DONE);

        assertThat(new JsonObject(
                        String.valueOf(POSTGRES.database().value("SELECT deleted FROM taskwire.cleanup_run"))))
                .isEqualTo(new JsonObject()
                        .put("activity_logs", 110)
                        .put("pgmq.a_notifications", 11)
                        .put("taskwire.schedule_occurrences", 10)
                        .put("taskwire.email_deliveries", 3)
                        .put("taskwire.email_events", 1)
                        .put("taskwire.digest", 1)
                        .put("taskwire.slack_post", 1)
                        .put("taskwire.notification_dedup", 1));
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.digest_entry"))
                .isEqualTo(1);
        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM taskwire.schedule_occurrences WHERE name = 'yearly'"))
                .isEqualTo(1);
        assertThat(
                        POSTGRES.database()
                                .count(
                                        "SELECT count(*) FROM taskwire.email_deliveries WHERE changed_at < now() - interval '90 days'"))
                .isEqualTo(4);
        assertThat(POSTGRES.database().count("SELECT count(finished_at) FROM taskwire.cleanup_run"))
                .isEqualTo(1);
    }

    @Test
    void rowsGoInBatchesEachATransactionOfItsOwn() throws SQLException {
        POSTGRES.database().execute(LOGS + ";" + """
                CREATE TABLE public.audit_log (transaction bigint, rows bigint);
                CREATE OR REPLACE FUNCTION public.note_delete() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  INSERT INTO public.audit_log SELECT txid_current(), count(*) FROM gone;
                  RETURN NULL;
                END
                $$;
                CREATE OR REPLACE TRIGGER note_delete AFTER DELETE ON activity_logs REFERENCING OLD TABLE AS gone
                FOR EACH STATEMENT EXECUTE FUNCTION public.note_delete()
                """);
        try {
            stage.run(stage.jobs(Map.of("weekly_cleanup", Map.of("batch_size", 25))), ASK, AT);

            assertThat(
                            POSTGRES.database()
                                    .value(
                                            "SELECT string_agg(rows::text, ' ' ORDER BY transaction) FROM audit_log WHERE rows > 0"))
                    .isEqualTo("25 25 25 25 10");
            assertThat(POSTGRES.database().count("SELECT count(DISTINCT transaction) FROM audit_log WHERE rows > 0"))
                    .isEqualTo(5);
            assertThat(POSTGRES.database()
                            .value("SELECT batches || ' ' || (deleted ->> 'activity_logs') FROM taskwire.cleanup_run"))
                    .isEqualTo("5 110");
        } finally {
            POSTGRES.database().execute("DROP TRIGGER note_delete ON activity_logs");
        }
    }

    @Test
    void afterwardsTheTablesAreVacuumedAndAnalyzed() throws SQLException {
        POSTGRES.database().execute(LOGS);
        String before = POSTGRES.database().value(VACUUMS);

        stage.run(stage.jobs(Map.of()), ASK, AT);

        org.awaitility.Awaitility.await()
                .untilAsserted(
                        () -> assertThat(POSTGRES.database().value(VACUUMS)).isNotEqualTo(before));
    }

    private static final String VACUUMS =
            "SELECT vacuum_count || ' ' || analyze_count FROM pg_stat_user_tables WHERE relname = 'activity_logs'";

    @Test
    void aTableOfTheUsersIsCleanedUpPartitionByPartition() throws SQLException {
        POSTGRES.database().execute("""
                CREATE TABLE public.audit_log (id bigint, at date) PARTITION BY RANGE (at);
                CREATE TABLE public.audit_log_old PARTITION OF public.audit_log FOR VALUES FROM ('2000-01-01') TO ('2020-01-01');
                CREATE TABLE public.audit_log_new PARTITION OF public.audit_log DEFAULT;
                INSERT INTO public.audit_log SELECT n, date '2019-12-01' + n FROM generate_series(1, 60) AS n;
                INSERT INTO public.audit_log VALUES (0, now())
                """);

        assertThat(stage.run(own("public.audit_log", Map.of("column", "at", "keep", "180d")), ASK, AT))
                .isEqualTo(Outcome.DONE);

        assertThat(POSTGRES.database().value("SELECT deleted FROM taskwire.cleanup_run"))
                .isEqualTo("{\"audit_log_new\": 30, \"audit_log_old\": 30}");
        assertThat(POSTGRES.database().value("SELECT id FROM public.audit_log")).isEqualTo("0");
    }

    @Test
    void aTableThatCannotBeCleanedUpIsNamedAndKeepsNoOther() throws SQLException {
        POSTGRES.database().execute(LOGS + ";CREATE TABLE public.audit_log (id bigint, at text)");

        assertThat(stage.run(own("public.gone", Map.of("keep", "1d")), ASK, AT))
                .isEqualTo(Outcome.reject("not everything could be cleaned up: public.gone: there is no such table"));
        assertThat(stage.run(own("audit_log", Map.of("keep", "1d")), ASK, AT))
                .isEqualTo(
                        Outcome.reject("not everything could be cleaned up: audit_log: it has no column created_at"));
        assertThat(stage.run(own("audit_log", Map.of("column", "at", "keep", "1d")), ASK, AT))
                .isEqualTo(Outcome.reject(
                        "not everything could be cleaned up: audit_log: its column at is no time, but text"));
        assertThat(stage.run(own("pgmq.q_notifications", Map.of("column", "vt", "keep", "1h")), ASK, AT))
                .isEqualTo(
                        Outcome.reject("not everything could be cleaned up: pgmq.q_notifications: it is Taskwire's or"
                                + " pgmq's own"));

        assertThat(POSTGRES.database().count("SELECT count(*) FROM activity_logs"))
                .isEqualTo(90);
    }

    @Test
    void rowsThatSomebodyHoldsStayUntilTheNextTime() throws SQLException {
        POSTGRES.database().execute(LOGS);
        try (Connection holder = POSTGRES.database().connect();
                Statement lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute("SELECT FROM activity_logs WHERE created_at < now() - interval '195 days' FOR UPDATE");

            assertThat(stage.run(stage.jobs(Map.of()), ASK, AT)).isEqualTo(Outcome.DONE);
        }
        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM activity_logs WHERE created_at < now() - interval '90 days'"))
                .isEqualTo(5);
    }

    @Test
    void aStopIsHeededBetweenTwoBatchesAndWhoeverGetsTheMessageGoesOn() throws SQLException {
        POSTGRES.database().execute(LOGS);
        Jobs stopping = stage.jobs(Map.of());
        stopping.stop();

        assertThat(stage.run(stopping, ASK, AT)).isInstanceOf(Outcome.Postpone.class);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM activity_logs"))
                .isEqualTo(200);

        assertThat(stage.run(stage.jobs(Map.of()), ASK, AT)).isEqualTo(Outcome.DONE);
        assertThat(POSTGRES.database().count("SELECT count(*) FROM activity_logs"))
                .isEqualTo(90);
    }

    @Test
    void aMessageThatComesAgainAddsToWhatItsRunHasDeleted() throws SQLException {
        POSTGRES.database().execute(LOGS);
        stage.run(stage.jobs(Map.of()), ASK, AT);
        POSTGRES.database().execute(LOGS);

        stage.run(stage.jobs(Map.of()), ASK, AT);

        assertThat(POSTGRES.database().value("SELECT deleted FROM taskwire.cleanup_run"))
                .isEqualTo("{\"activity_logs\": 220}");
    }

    private Jobs own(String table, Map<String, Object> settings) {
        return stage.jobs(Map.of("weekly_cleanup", Map.of("tables", Map.of(table, settings))));
    }
}
