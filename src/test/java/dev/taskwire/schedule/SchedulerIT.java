package dev.taskwire.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.schedule.SchedulerStage.Settling;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TcpRelay;
import io.vertx.core.Vertx;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Schedulers on a real database: each occurrence once, whatever happens to them. */
final class SchedulerIT {
    private static final Duration MOST = Duration.ofSeconds(20);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final SchedulerStage stage = new SchedulerStage(POSTGRES);

    @Test
    void threeSchedulersFireEachOccurrenceOnce() throws SQLException {
        for (int i = 0; i < 10; i++) {
            schedule("second_" + i, "* * * * * *");
        }
        stage.start(3);

        await().atMost(MOST).until(() -> stage.occurrences("second_9", "sent") >= 10);
        stage.stop();

        assertThat(stage.sql("SELECT count(*) FROM pgmq.q_cleanup_tasks"))
                .isEqualTo(stage.sql("SELECT count(*) FROM taskwire.schedule_occurrences"))
                .isEqualTo(stage.sql("SELECT count(DISTINCT headers ->> 'event_id') FROM pgmq.q_cleanup_tasks"));
        assertThat(
                        stage.sql(
                                "SELECT count(*) FROM (SELECT fire_time - lag(fire_time) OVER (PARTITION BY name ORDER BY"
                                        + " fire_time) AS step FROM taskwire.schedule_occurrences) AS steps WHERE step <> interval '1 s'"))
                .isEqualTo("0");
        assertThat(stage.sql("SELECT max(sent_at - fire_time) < '1 s' AND min(sent_at - fire_time) >= '0 s'"
                        + " FROM taskwire.schedule_occurrences"))
                .isEqualTo("true");
    }

    @Test
    void aMessageSaysWhichOccurrenceItIsOf() throws SQLException {
        schedule("second", "* * * * * *");
        stage.start(1);

        await().atMost(MOST).until(() -> stage.occurrences("second", "sent") >= 1);

        assertThat(stage.sql("SELECT (headers ->> 'event_id')::uuid = event_id AND message = '{\"of\": \"second\"}'"
                        + " AND (headers ->> 'fire_time')::timestamptz = fire_time AND message_id = msg_id"
                        + " AND headers ->> 'fire_time' ~ ':\\d\\dZ$'"
                        + " FROM pgmq.q_cleanup_tasks JOIN taskwire.schedule_occurrences ON name = headers ->> 'schedule'"
                        + " AND message_id = msg_id LIMIT 1"))
                .isEqualTo("true");
    }

    @Test
    void whatIsMadeChangedPausedAndResumedInSqlCountsWithinASecond() throws SQLException {
        stage.start(2);
        schedule("one", "* * * * * *");
        await().atMost(Duration.ofSeconds(3)).until(() -> stage.occurrences("one", "sent") >= 1);

        assertThat(stage.sql("SELECT taskwire.pause_schedule('one')")).isEqualTo("true");
        await().during(Duration.ofMillis(2500))
                .atMost(MOST)
                .until(() -> Objects.equals(
                        "0",
                        stage.sql(
                                "SELECT count(*) FROM taskwire.schedule_occurrences JOIN taskwire.schedule USING (name)"
                                        + " WHERE fire_time > paused_at")));

        assertThat(stage.sql("SELECT taskwire.resume_schedule('one')")).isEqualTo("true");
        String resumed = stage.sql("SELECT changed_at FROM taskwire.schedule");
        await().atMost(Duration.ofSeconds(3))
                .until(() -> !Objects.equals(
                        "0",
                        stage.sql(
                                "SELECT count(*) FROM taskwire.schedule_occurrences WHERE fire_time > ?::timestamptz",
                                resumed)));
        assertThat(stage.occurrences("one", "missed")).isZero();

        schedule("one", "0 0 1 1 *");
        await().atMost(Duration.ofSeconds(2))
                .until(() -> Objects.equals(
                        "true", stage.sql("SELECT next_fire > clock_timestamp() + '1 minute' FROM taskwire.schedule")));
    }

    @Test
    void afterThreeDaysWithoutAProcessEachPolicyDoesWhatItSays() throws SQLException {
        for (String policy : new String[] {"skip", "once", "all"}) {
            assertThat(stage.sql(
                            "SELECT taskwire.schedule(?, '0 0 * * *', 'cleanup_tasks', '{}', missed => ?,"
                                    + " spread => '30 s', most => 2, grace => '1 s')",
                            policy,
                            policy))
                    .isEqualTo("created");
        }
        downSince(
                "date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC' - interval '2 days 1 minute') AT TIME ZONE 'UTC'");

        stage.start(2);

        stage.awaitStates("skip", "missed 3");
        stage.awaitStates("once", "missed 2, sent 1");
        stage.awaitStates("all", "missed 1, sent 2");
        assertThat(
                        stage.sql(
                                "SELECT bool_and(state = 'sent') FROM (SELECT DISTINCT ON (name) name, state"
                                        + " FROM taskwire.schedule_occurrences WHERE name <> 'skip' ORDER BY name, fire_time DESC) AS latest"))
                .isEqualTo("true");
        assertThat(stage.sql("SELECT extract(epoch FROM max(due_at) - min(due_at))::int"
                        + " FROM taskwire.schedule_occurrences WHERE name = 'all' AND state = 'sent'"))
                .isEqualTo("30");
    }

    @Test
    void moreThanOneTransactionShouldHoldIsCaughtUpWithInSeveral() throws SQLException {
        schedule("second", "* * * * * *");
        downSince("date_trunc('second', clock_timestamp()) - interval '1 hour'");

        stage.start(2);

        await().atMost(MOST).until(() -> stage.occurrences("second", "sent") >= 3);
        stage.stop();
        assertThat(stage.occurrences("second", "missed")).isBetween(3599L, 3620L);
        assertThat(stage.sql("SELECT count(*) = extract(epoch FROM max(fire_time) - min(fire_time)) + 1"
                        + " FROM taskwire.schedule_occurrences"))
                .isEqualTo("true");
        assertThat(stage.sql("SELECT count(*) FROM pgmq.q_cleanup_tasks"))
                .isEqualTo(String.valueOf(stage.occurrences("second", "sent")));
    }

    @Test
    void whatCameOfTheMessageIsWhatCameOfTheOccurrence() throws SQLException {
        schedule("far", "0 0 1 1 *");
        stage.start(1);
        run("far");
        stage.settle(Settling.DELETE);
        assertThat(stage.states("far")).isEqualTo("done 1");
        run("far");
        stage.settle(Settling.ARCHIVE);
        assertThat(stage.states("far")).isEqualTo("done 2");
        run("far");
        stage.settle(Settling.BURY);

        assertThat(stage.states("far")).isEqualTo("done 2, failed 1");
        assertThat(stage.sql("SELECT error FROM taskwire.schedule_occurrences WHERE state = 'failed'"))
                .isEqualTo("no disk left");
        assertThat(stage.sql("SELECT bool_and(duration >= '0 s' AND kind = 'run') FROM taskwire.schedule_occurrences"))
                .isEqualTo("true");
    }

    @Test
    void aFailedOccurrenceThatIsRedrivenIsDoneInTheEnd() throws SQLException {
        schedule("far", "0 0 1 1 *");
        stage.start(1);
        run("far");
        stage.settle(Settling.BURY);
        assertThat(stage.states("far")).isEqualTo("failed 1");

        // What Redrive sends: the headers of the old message.
        assertThat(stage.sql("SELECT taskwire.send(queue, message, headers) FROM job_failures"))
                .isNotNull();
        stage.settle(Settling.DELETE);

        assertThat(stage.states("far")).isEqualTo("done 1");
        assertThat(stage.sql("SELECT error FROM taskwire.schedule_occurrences")).isNull();
    }

    @Test
    void headersThatOnlyLookLikeAScheduleKeepNobodyFromSettling() throws SQLException {
        stage.start(1);
        stage.database()
                .execute("SELECT taskwire.send('cleanup_tasks', '1', '{\"schedule\": \"x\", \"fire_time\": \"noon\"}');"
                        + "SELECT taskwire.send('cleanup_tasks', '1', '{\"schedule\": 5}');"
                        + "SELECT taskwire.send('cleanup_tasks', '1', '{\"schedule\": null}')");

        stage.settle(Settling.DELETE);

        assertThat(stage.sql("SELECT count(*) FROM pgmq.q_cleanup_tasks")).isEqualTo("0");
    }

    @Test
    void aKilledFiringLeavesNothingBehindAndIsMadeUpForByAnother() throws Exception {
        schedule("second", "* * * * * *");
        try (Connection holder = stage.database().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            // The row of the occurrence is written, its message cannot be.
            statement.execute("LOCK TABLE pgmq.q_cleanup_tasks IN ACCESS EXCLUSIVE MODE");
            stage.start(2);
            await().atMost(MOST).until(() -> waitingFirings() > 0);
            for (int kills = 0; kills < 3; kills++) {
                stage.database()
                        .execute(
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%schedule.fire%'"
                                        + " AND datname = current_database() AND pid <> pg_backend_pid()");
                await().atMost(MOST).until(() -> waitingFirings() > 0);
            }
            assertThat(stage.sql("SELECT count(*) FROM taskwire.schedule_occurrences"))
                    .isEqualTo("0");
            holder.rollback();
        }

        await().atMost(MOST).until(() -> stage.occurrences("second", "sent") >= 5);
        stage.stop();
        assertThat(stage.sql("SELECT count(*) FROM pgmq.q_cleanup_tasks"))
                .isEqualTo(String.valueOf(stage.occurrences("second", "sent")));
        assertThat(stage.sql("SELECT count(*) = extract(epoch FROM max(fire_time) - min(fire_time)) + 1"
                        + " FROM taskwire.schedule_occurrences"))
                .isEqualTo("true");
    }

    @Test
    void aScheduleThatCannotBeUnderstoodIsReportedAndStopsNoOther() throws SQLException {
        schedule("bad", "61 * * * * *");
        schedule("never", "0 0 30 2 *");
        schedule("good", "* * * * * *");
        stage.start(2);

        await().atMost(MOST).until(() -> stage.occurrences("good", "sent") >= 3);

        assertThat(stage.sql("SELECT error FROM taskwire.schedule WHERE name = 'bad'"))
                .startsWith("\"61 * * * * *\" is no cron expression");
        assertThat(stage.sql("SELECT error FROM taskwire.schedule WHERE name = 'never'"))
                .startsWith("it never fires");
        schedule("bad", "* * * * * *");
        await().atMost(MOST).until(() -> stage.occurrences("bad", "sent") >= 1);
    }

    @Test
    void anOccurrenceWhoseQueueIsGoneHasFailedAndTheOthersGoOn() throws SQLException {
        stage.database().execute("SELECT pgmq.create('short_lived')");
        assertThat(stage.sql("SELECT taskwire.schedule('lost', '* * * * * *', 'short_lived')"))
                .isEqualTo("created");
        schedule("good", "* * * * * *");
        stage.database().execute("SELECT pgmq.drop_queue('short_lived')");
        stage.start(1);

        await().atMost(MOST)
                .until(() -> stage.occurrences("good", "sent") >= 2 && stage.occurrences("lost", "failed") >= 2);

        assertThat(stage.sql("SELECT error FROM taskwire.schedule_occurrences WHERE name = 'lost' LIMIT 1"))
                .startsWith("it could not be sent: There is no queue 'short_lived'");
    }

    @Test
    void aScheduleThatIsHeldByAnOpenTransactionKeepsNobodyWaiting() throws Exception {
        schedule("held", "* * * * * *");
        schedule("good", "* * * * * *");
        try (Connection holder = stage.database().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT FROM taskwire.schedule WHERE name = 'held' FOR UPDATE");
            stage.start(2);
            await().atMost(MOST).until(() -> stage.occurrences("good", "sent") >= 3);
            assertThat(stage.states("held")).isEmpty();
            holder.rollback();
        }
        await().atMost(MOST).until(() -> stage.occurrences("held", "sent") >= 2);
    }

    @Test
    void aClockThatLeaptAheadAndWasSetBackFiresNothingTwiceAndGoesOn() throws SQLException {
        schedule("second", "* * * * * *");
        stage.start(2);
        await().atMost(MOST).until(() -> stage.occurrences("second", "sent") >= 2);

        stage.database()
                .execute("UPDATE taskwire.schedule SET next_fire = next_fire + interval '10 years',"
                        + " planned_at = clock_timestamp() + interval '10 years'");
        long before = stage.occurrences("second", "sent");

        await().atMost(MOST).until(() -> stage.occurrences("second", "sent") >= before + 3);
        stage.stop();
        assertThat(stage.sql("SELECT count(*) = count(DISTINCT headers ->> 'event_id') FROM pgmq.q_cleanup_tasks"))
                .isEqualTo("true");
    }

    @Test
    void whileTheDatabaseIsAwayItWaitsAndThenCatchesUp() throws Exception {
        Vertx vertx = Vertx.vertx();
        URI url = URI.create(stage.database().url());
        TcpRelay relay = new TcpRelay(vertx, url.getHost(), url.getPort());
        int port = SchedulerStage.complete(relay.open(0));
        TaskwireConfig config = POSTGRES.config("DATABASE_URL", stage.database().through(port));
        schedule("second", "* * * * * *");
        stage.start(config.database(), Map.of());
        await().atMost(MOST).until(() -> stage.occurrences("second", "sent") >= 1);

        SchedulerStage.complete(relay.close());
        await().atMost(MOST).until(() -> stage.recorded().turnsFailed() >= 2);
        long before = stage.occurrences("second", "sent");
        assertThat(SchedulerStage.complete(relay.open(port))).isEqualTo(port);

        await().atMost(MOST).until(() -> stage.occurrences("second", "sent") >= before + 3);
        assertThat(stage.sql("SELECT count(*) = extract(epoch FROM max(fire_time) - min(fire_time)) + 1"
                        + " FROM taskwire.schedule_occurrences"))
                .isEqualTo("true");
        stage.stop();
        SchedulerStage.complete(relay.close());
        SchedulerStage.complete(vertx.close());
    }

    private long waitingFirings() throws SQLException {
        return stage.database()
                .count(
                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%schedule.fire%' AND wait_event_type = 'Lock'"
                                + " AND datname = current_database() AND pid <> pg_backend_pid()");
    }

    private void downSince(String nextFire) throws SQLException {
        stage.database()
                .execute("UPDATE taskwire.schedule SET next_fire = " + nextFire
                        + ", planned_at = clock_timestamp() - interval '3 days'");
    }

    private void run(String name) throws SQLException {
        assertThat(stage.sql("SELECT taskwire.run_schedule(?)", name)).isNotNull();
    }

    private void schedule(String name, String cron) throws SQLException {
        assertThat(stage.sql(
                        "SELECT taskwire.schedule(?, ?, 'cleanup_tasks', jsonb_build_object('of', ?::text))",
                        name,
                        cron,
                        name))
                .isIn("created", "changed");
    }
}
