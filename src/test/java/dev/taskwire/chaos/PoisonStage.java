package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.chaos.Fleet.Member;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A fleet of one process or of two, and what is sent to it. */
final class PoisonStage implements AutoCloseable {
    static final int GOOD = 1000;

    private final TestDatabase database;
    private final FleetSize size;
    private final MailEndpoint endpoint;
    private final Fleet fleet;
    private final List<Member> members = new ArrayList<>();

    /** What a process alone is sent in one transaction it takes in one batch; of two, each gets a share in small ones. */
    PoisonStage(TestDatabase database, Vertx vertx, FleetSize size) throws Exception {
        this.database = database;
        this.size = size;
        this.endpoint = MailEndpoint.open(vertx);
        String inOneBatch = size == FleetSize.ONE_PROCESS ? "5000" : "100";
        this.fleet = new Fleet(
                database,
                endpoint,
                Map.of(
                        "TASKWIRE_LOG_LEVEL", "DEBUG",
                        "TASKWIRE_QUEUES_ACTIVITY_LOG_BATCH_SIZE", inOneBatch,
                        "TASKWIRE_QUEUES_NOTIFICATIONS_BATCH_SIZE", inOneBatch,
                        "TASKWIRE_QUEUES_NOTIFICATIONS_CONCURRENCY", inOneBatch));
        TaskWriters.createTables(database);
    }

    /** Is back when all processes listen. */
    void start() throws IOException {
        members.addAll(fleet.startListening(size.processes()));
    }

    MailEndpoint endpoint() {
        return endpoint;
    }

    void sendActivitiesAmongGood(List<Poison> kinds) throws SQLException {
        sendAmongGood(
                "activity_log",
                "jsonb_build_object('entity_type', 'good', 'entity_id', n, 'action', 'created')",
                kinds);
    }

    void sendNotificationsAmongGood(List<Poison> kinds) throws SQLException {
        sendAmongGood(
                "notifications",
                "jsonb_build_object('type', 'task_assigned', 'task_id', n, 'task_title', 'task ' || n, 'assignee_id', '"
                        + TaskWriters.ASSIGNEE + "')",
                kinds);
    }

    /** All of them in one transaction, the bad ones in the middle. */
    private void sendAmongGood(String queue, String good, List<Poison> kinds) throws SQLException {
        StringBuilder statements = new StringBuilder();
        String send = "SELECT count(taskwire.send('" + queue + "', " + good + ")) FROM generate_series(%d, %d) AS n;";
        statements.append(String.format(send, 1, GOOD / 2));
        for (Poison poison : kinds) {
            statements.append("SELECT taskwire.send('" + queue + "', " + poison.sql() + ", '{\"kind\": \""
                    + poison.name() + "\"}');");
        }
        statements.append(String.format(send, GOOD / 2 + 1, GOOD));
        database.execute(statements.toString());
    }

    long queued(String queue) throws SQLException {
        return database.count("SELECT count(*) FROM pgmq.q_" + queue);
    }

    void assertAllMovedActivities() throws IOException {
        for (Member member : members) {
            assertThat(member.process().output()).contains("batch taken queue=\"activity_log\"");
        }
    }

    void assertAllMailed() {
        assertThat(members).allMatch(member -> endpoint.accepted(member.key()) > 0);
    }

    @Override
    public void close() throws IOException {
        fleet.close();
        endpoint.close();
    }
}
