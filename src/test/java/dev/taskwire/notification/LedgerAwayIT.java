package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.config.OnUnknown;
import dev.taskwire.postgres.Pools;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TcpRelay;
import dev.taskwire.worker.Outcome;
import dev.taskwire.worker.Outcome.Retry;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a mail while the ledger's database is away. */
@ExtendWith(VertxExtension.class)
class LedgerAwayIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final Mail MAIL = LedgerWorker.mail("ada");

    @SuppressWarnings("NullAway.Init")
    private TcpRelay relay;

    @SuppressWarnings("NullAway.Init")
    private Pool relayed;

    @SuppressWarnings("NullAway.Init")
    private Pool direct;

    @SuppressWarnings("NullAway.Init")
    private StandInSendGrid sendGrid;

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        POSTGRES.database().execute("TRUNCATE taskwire.email_deliveries");
        URI server = URI.create(POSTGRES.database().url());
        relay = new TcpRelay(vertx, server.getHost(), server.getPort());
        int port = relay.open(0).await(10, TimeUnit.SECONDS);
        relayed = pool(POSTGRES.config("DATABASE_URL", POSTGRES.database().through(port))
                .database());
        direct = pool(POSTGRES.config().database());
        sendGrid = new StandInSendGrid(vertx);
    }

    @AfterEach
    void stop() throws Exception {
        sendGrid.stop();
        relay.close().await(10, TimeUnit.SECONDS);
        relayed.close().await(10, TimeUnit.SECONDS);
        direct.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void anAcceptanceIsWrittenOnTheNextConnectionWhereOneIsLost() throws Exception {
        acceptAfter(relay::cut);

        assertThat(send(relayed)).isEqualTo(Outcome.DONE);

        assertThat(relay.accepted()).isGreaterThan(1);
        assertThat(row()).isEqualTo("accepted, sends 1, unknowns 0");
        assertThat(send(direct)).isEqualTo(Outcome.DONE);
        assertThat(sendGrid.calls()).isEqualTo(1);
    }

    @Test
    void anAcceptanceThatCannotBeWrittenLeadsToOneDuplicateThatTheLedgerExplains() throws Exception {
        acceptAfter(() -> relay.close().onFailure(Throwable::printStackTrace));

        assertThat(send(relayed)).isEqualTo(Outcome.DONE);
        assertThat(row()).isEqualTo("sending, sends 1, unknowns 0");

        // The message cannot be settled either, and comes again when its lease has ended.
        POSTGRES.database().execute("UPDATE taskwire.email_deliveries SET call_until = clock_timestamp()");
        sendGrid.answers(202);
        assertThat(send(direct)).isEqualTo(Outcome.DONE);
        assertThat(send(direct)).isEqualTo(Outcome.DONE);

        assertThat(row()).isEqualTo("accepted, sends 2, unknowns 1");
        assertThat(sendGrid.calls()).isEqualTo(2);
    }

    @Test
    void nothingIsSentThatIsNotWrittenDown() throws Exception {
        relay.close().await(10, TimeUnit.SECONDS);

        Outcome outcome = send(relayed);

        assertThat(((Retry) outcome).reason()).startsWith("the mail ledger cannot be written, the mail was not sent: ");
        assertThat(sendGrid.calls()).isZero();
        assertThat(row()).isNull();
    }

    @Test
    void aRowThatCannotBeWrittenHurtsItselfAlone() throws Exception {
        POSTGRES.database().execute("""
                ALTER TABLE taskwire.email_deliveries
                ADD CONSTRAINT refused CHECK (state <> 'accepted' OR recipient <> 'user7@example.com')
                """);
        try {
            assertThat(worker(direct).send(LedgerWorker.mails(20))).containsOnly(Outcome.DONE);

            assertThat(POSTGRES.database()
                            .count("SELECT count(*) FROM taskwire.email_deliveries WHERE state = 'accepted'"))
                    .isEqualTo(19);
            assertThat(POSTGRES.database()
                            .value("SELECT recipient FROM taskwire.email_deliveries WHERE state = 'sending'"))
                    .isEqualTo("user7@example.com");
        } finally {
            POSTGRES.database().execute("ALTER TABLE taskwire.email_deliveries DROP CONSTRAINT refused");
        }
    }

    private void acceptAfter(Runnable fault) {
        sendGrid.answers(request -> {
            fault.run();
            request.response().setStatusCode(202).end().onFailure(sendGrid::ignore);
        });
    }

    private Outcome send(Pool pool) throws Exception {
        return worker(pool).send(MAIL).get(0);
    }

    private LedgerWorker worker(Pool pool) {
        return new LedgerWorker(vertx, pool, sendGrid.client(Duration.ofSeconds(20), 4), OnUnknown.RESEND);
    }

    private Pool pool(DatabaseConfig config) {
        return Pools.create(vertx, config);
    }

    private static @Nullable String row() throws SQLException {
        return POSTGRES.database().value("""
                SELECT format('%s, sends %s, unknowns %s', state, sends, unknowns) FROM taskwire.email_deliveries
                """);
    }
}
