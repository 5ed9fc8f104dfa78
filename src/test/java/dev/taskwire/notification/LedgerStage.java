package dev.taskwire.notification;

import static org.awaitility.Awaitility.await;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.postgres.Pools;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An empty ledger in a real Postgres, a mail endpoint that plays a script, and the workers between them, for each test:
 * {@code @RegisterExtension final LedgerStage stage = new LedgerStage(POSTGRES)}.
 */
@SuppressWarnings("NullAway.Init")
final class LedgerStage implements BeforeEachCallback, AfterEachCallback {
    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration SHORT = Duration.ofMillis(300);
    static final Mail MAIL = LedgerWorker.mail("ada");

    private final PostgresExtension postgres;
    private final List<HttpServerRequest> hanging = new CopyOnWriteArrayList<>();
    private Vertx vertx;
    private Pool pool;
    private StandInSendGrid sendGrid;

    LedgerStage(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        vertx = Vertx.vertx();
        database()
                .execute("TRUNCATE taskwire.email_deliveries, taskwire.email_events, taskwire.webhook_signature,"
                        + " taskwire.suppressed_address, taskwire.destination");
        pool = Pools.create(vertx, postgres.config().database());
        sendGrid = new StandInSendGrid(vertx);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        sendGrid.stop();
        pool.close().await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** What the endpoint does from now on: a status, hang, reset, or head for a reset before the body is read. */
    void play(String script) {
        switch (script) {
            case "hang" -> sendGrid.answers(hanging::add);
            case "reset" -> sendGrid.resets();
            case "head" -> sendGrid.resetsAtTheHead();
            default -> sendGrid.answers(Integer.parseInt(script));
        }
    }

    Vertx vertx() {
        return vertx;
    }

    Pool pool() {
        return pool;
    }

    StandInSendGrid sendGrid() {
        return sendGrid;
    }

    /** How many calls the endpoint has seen. */
    int calls() {
        return sendGrid.calls();
    }

    LedgerWorker worker(OnUnknown policy) {
        return worker(policy, LONG);
    }

    LedgerWorker worker(OnUnknown policy, Duration timeout) {
        return new LedgerWorker(vertx, pool, sendGrid.client(timeout, 64), policy);
    }

    /** Sends the mail by a worker of its own. */
    Outcome send(OnUnknown policy) throws Exception {
        return worker(policy).send(MAIL).get(0);
    }

    /** Begins a call that hangs. */
    Future<Outcome> hang() throws Exception {
        play("hang");
        Future<Outcome> outcome = worker(OnUnknown.RESEND).begin(MAIL);
        await().until(() -> hanging.size() == 1);
        return outcome;
    }

    /** Begins a call of which nothing is known, and after which nothing is sent any more, as far as the ledger knows. */
    Future<Outcome> leaveBehind() throws Exception {
        Future<Outcome> outcome = hang();
        database().execute("UPDATE taskwire.email_deliveries SET call_until = clock_timestamp()");
        return outcome;
    }

    /** Answers the call that hangs. */
    void release(int status, String messageId) throws Exception {
        HttpServerResponse response = hanging.get(0).response();
        response.setStatusCode(status)
                .putHeader("X-Message-Id", messageId)
                .end()
                .await(5, TimeUnit.SECONDS);
    }

    String row() throws SQLException {
        return rows().get(0);
    }

    List<String> rows() throws SQLException {
        return database().rows("""
                SELECT format('%s, sends %s, unknowns %s', state, sends, unknowns) AS row FROM taskwire.email_deliveries
                """).stream()
                .map(row -> String.valueOf(row.get("row")))
                .toList();
    }

    private TestDatabase database() {
        return postgres.database();
    }
}
