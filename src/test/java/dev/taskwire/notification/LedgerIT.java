package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.postgres.Pools;
import dev.taskwire.testing.PostgresExtension;
import dev.taskwire.worker.Outcome;
import dev.taskwire.worker.Outcome.Reject;
import dev.taskwire.worker.Outcome.Retry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the mail ledger says after calls that end in every way, and who may call when. */
@ExtendWith(VertxExtension.class)
class LedgerIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Mail MAIL = LedgerWorker.mail("ada");

    private final List<HttpServerRequest> hanging = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private Pool pool;

    @SuppressWarnings("NullAway.Init")
    private StandInSendGrid sendGrid;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        POSTGRES.database().execute("TRUNCATE taskwire.email_deliveries");
        pool = Pools.create(vertx, POSTGRES.config().database());
        sendGrid = new StandInSendGrid(vertx);
    }

    @AfterEach
    void stop() throws Exception {
        sendGrid.stop();
        pool.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "202,   RESEND,  accepted, 0, Done",
        "200,   RESEND,  accepted, 0, Done",
        "400,   RESEND,  failed,   0, Reject",
        "401,   HOLD,    failed,   0, Retry",
        "429,   HOLD,    failed,   0, Retry",
        "503,   GIVE_UP, failed,   0, Retry",
        "500,   RESEND,  unknown,  1, Retry",
        "502,   HOLD,    held,     1, Reject",
        "504,   GIVE_UP, given_up, 1, Reject",
        "hang,  RESEND,  unknown,  1, Retry",
        "hang,  HOLD,    held,     1, Reject",
        "reset, RESEND,  unknown,  1, Retry",
        "reset, GIVE_UP, given_up, 1, Reject",
        "head,  RESEND,  unknown,  1, Retry",
        "head,  HOLD,    held,     1, Reject",
    })
    void oneCallEndsAsItsAnswerDemands(String script, OnUnknown policy, String state, int unknowns, String outcome)
            throws Exception {
        play(script);

        Outcome came =
                worker(policy, script.equals("hang") ? SHORT : LONG).send(MAIL).get(0);

        assertThat(came.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(row()).isEqualTo(state + ", sends 1, unknowns " + unknowns);
    }

    @Test
    void aRowIsThereBeforeTheCallAndTellsItsWholeStory() throws Exception {
        sendGrid.answers(hanging::add);
        Future<Outcome> outcome = worker(OnUnknown.RESEND).begin(MAIL);
        await().until(() -> hanging.size() == 1);

        assertThat(row()).isEqualTo("sending, sends 1, unknowns 0");
        hanging.get(0)
                .response()
                .setStatusCode(202)
                .putHeader("X-Message-Id", "provider-7")
                .end()
                .await(5, TimeUnit.SECONDS);

        assertThat(outcome.await(5, TimeUnit.SECONDS)).isEqualTo(Outcome.DONE);
        assertThat(POSTGRES.database().rows("""
                SELECT queue, type, recipient, state, provider_message_id, last_error FROM taskwire.email_deliveries
                """).get(0).values())
                .containsExactly("notifications", "task_assigned", "ada@example.com", "accepted", "provider-7", null);
    }

    @Test
    void waitsAsLongAsTheProviderAsks() throws Exception {
        sendGrid.answers(429, "Retry-After", "7");

        assertThat(send()).isEqualTo(new Retry("SendGrid answered 429", Optional.of(Duration.ofSeconds(7))));
        assertThat(error()).isEqualTo("SendGrid answered 429");
    }

    @Test
    void aMailGoesOnUntilItIsAcceptedAndNoFurther() throws Exception {
        for (String script : List.of("429", "500", "401", "reset", "503", "head", "202")) {
            play(script);
            assertThat(send()).isInstanceOf(script.equals("202") ? Outcome.Done.class : Retry.class);
        }
        assertThat(row()).isEqualTo("accepted, sends 7, unknowns 3");

        assertThat(send()).isEqualTo(Outcome.DONE);

        assertThat(row()).isEqualTo("accepted, sends 7, unknowns 3");
        assertThat(calls()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "RESEND,  'accepted, sends 2, unknowns 1', 2, Done",
        "HOLD,    'held, sends 1, unknowns 1',     1, Reject",
        "GIVE_UP, 'given_up, sends 1, unknowns 1', 1, Reject",
    })
    void aCallThatDiedIsUnknown(OnUnknown policy, String row, int calls, String outcome) throws Exception {
        Future<Outcome> died = leaveBehind();
        play("202");

        Outcome came = worker(policy, LONG).send(MAIL).get(0);

        assertThat(came.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(row()).isEqualTo(row);
        assertThat(calls()).isEqualTo(calls);
        assertThat(died.isComplete()).isFalse();
    }

    @Test
    void aHeldMailSaysHowItIsSentAgainAndIsNotSentBefore() throws Exception {
        LedgerWorker worker = worker(OnUnknown.HOLD);
        play("500");
        Outcome held = worker.send(MAIL).get(0);
        assertThat(((Reject) held).reason())
                .isEqualTo("SendGrid answered 500: whether it took the mail is not known; it is held"
                        + " (notifications.on_unknown). To send it again, set its state in taskwire.email_deliveries to"
                        + " failed and redrive the message");
        play("202");

        assertThat(worker.send(MAIL)).containsExactly(held);
        assertThat(calls()).isEqualTo(1);

        POSTGRES.database().execute("UPDATE taskwire.email_deliveries SET state = 'failed'");
        assertThat(worker.send(MAIL)).containsExactly(Outcome.DONE);
        assertThat(row()).isEqualTo("accepted, sends 2, unknowns 1");
    }

    @Test
    void nobodySendsWhatAnotherMayBeSending() throws Exception {
        sendGrid.answers(hanging::add);
        Future<Outcome> first = worker(OnUnknown.RESEND).begin(MAIL);
        await().until(() -> hanging.size() == 1);

        Retry second = (Retry) worker(OnUnknown.RESEND).send(MAIL).get(0);

        assertThat(second.after())
                .hasValueSatisfying(after -> assertThat(after).isBetween(Duration.ofSeconds(1), LONG));
        assertThat(row()).isEqualTo("sending, sends 1, unknowns 0");
        release(202);
        assertThat(first.await(5, TimeUnit.SECONDS)).isEqualTo(Outcome.DONE);
        assertThat(send()).isEqualTo(Outcome.DONE);
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void twoWorkersWithTheSameMailsSendEachOnce() throws Exception {
        Mail[] mails = mails(50);
        List<Future<Outcome>> both = Stream.concat(
                        worker(OnUnknown.RESEND).begin(List.of(mails)).stream(),
                        worker(OnUnknown.RESEND).begin(List.of(mails)).stream())
                .toList();

        List<Outcome> outcomes = Future.all(both).await(20, TimeUnit.SECONDS).list();

        assertThat(outcomes).filteredOn(Outcome.DONE::equals).hasSizeGreaterThanOrEqualTo(50);
        assertThat(outcomes).noneMatch(Reject.class::isInstance);
        assertThat(calls()).isEqualTo(50);
        assertThat(rows()).hasSize(50).containsOnly("accepted, sends 1, unknowns 0");
    }

    @Test
    void anAcceptanceIsBelievedHoweverLateItComes() throws Exception {
        Future<Outcome> late = leaveBehind();
        play("503");
        assertThat(send()).isInstanceOf(Retry.class);
        assertThat(row()).isEqualTo("failed, sends 2, unknowns 1");

        release(202);

        assertThat(late.await(5, TimeUnit.SECONDS)).isEqualTo(Outcome.DONE);
        assertThat(row()).isEqualTo("accepted, sends 2, unknowns 1");
        assertThat(send()).isEqualTo(Outcome.DONE);
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void aLateFailureOfACallThatWasTakenOverChangesNothing() throws Exception {
        Future<Outcome> late = leaveBehind();
        play("202");
        assertThat(send()).isEqualTo(Outcome.DONE);

        release(500);

        assertThat(late.await(5, TimeUnit.SECONDS)).isInstanceOf(Retry.class);
        assertThat(row()).isEqualTo("accepted, sends 2, unknowns 1");
    }

    @Test
    void aWorkerThatWasStoppedBeforeItsCallSendsNothingAfterwards() throws Exception {
        Future<Outcome> outcome;
        try (var connection = POSTGRES.database().connect()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE taskwire.email_deliveries");
            outcome = worker(OnUnknown.HOLD, SHORT).begin(MAIL);
            Deadline over = Deadline.in(SHORT.plusMillis(10));
            await().until(over::hasPassed);
            connection.commit();
        }

        assertThat(outcome.await(5, TimeUnit.SECONDS))
                .isEqualTo(MailOutcome.of((MailAnswer.NotAccepted) SendGridAnswer.tooLate(), OnUnknown.HOLD));
        assertThat(row()).isEqualTo("failed, sends 1, unknowns 0");
        assertThat(calls()).isZero();
    }

    @Test
    void aBatchIsWrittenDownByOneStatementAndItsEndByFew() throws Exception {
        POSTGRES.database().execute("""
                CREATE SEQUENCE public.ledger_inserts;
                CREATE SEQUENCE public.ledger_updates;
                CREATE FUNCTION public.count_statement() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  PERFORM nextval('public.ledger_' || lower(TG_OP) || 's');
                  RETURN NULL;
                END
                $$;
                CREATE TRIGGER count_insert AFTER INSERT ON taskwire.email_deliveries
                FOR EACH STATEMENT EXECUTE FUNCTION public.count_statement();
                CREATE TRIGGER count_update BEFORE UPDATE ON taskwire.email_deliveries
                FOR EACH STATEMENT EXECUTE FUNCTION public.count_statement();
                """);

        assertThat(worker(OnUnknown.RESEND).send(mails(200))).hasSize(200).containsOnly(Outcome.DONE);

        assertThat(rows()).hasSize(200).containsOnly("accepted, sends 1, unknowns 0");
        assertThat(POSTGRES.database().count("SELECT last_value FROM public.ledger_inserts"))
                .isEqualTo(1);
        // An INSERT … ON CONFLICT DO UPDATE counts as an UPDATE too.
        assertThat(POSTGRES.database().count("SELECT last_value FROM public.ledger_updates"))
                .isBetween(2L, 100L);
        POSTGRES.database().execute("""
                DROP FUNCTION public.count_statement() CASCADE;
                DROP SEQUENCE public.ledger_inserts, public.ledger_updates
                """);
    }

    private LedgerWorker worker(OnUnknown policy) {
        return worker(policy, LONG);
    }

    private LedgerWorker worker(OnUnknown policy, Duration timeout) {
        return new LedgerWorker(vertx, pool, sendGrid.client(timeout, 64), policy);
    }

    private Outcome send() throws Exception {
        return worker(OnUnknown.RESEND).send(MAIL).get(0);
    }

    private void play(String script) {
        switch (script) {
            case "hang" -> sendGrid.answers(request -> {});
            case "reset" -> sendGrid.resets();
            case "head" -> sendGrid.resetsAtTheHead();
            default -> sendGrid.answers(Integer.parseInt(script));
        }
    }

    /** A call of which nothing is known, and after which nothing is sent any more, as far as the ledger knows. */
    private Future<Outcome> leaveBehind() throws Exception {
        sendGrid.answers(hanging::add);
        Future<Outcome> outcome = worker(OnUnknown.RESEND).begin(MAIL);
        await().until(() -> hanging.size() == 1);
        POSTGRES.database().execute("UPDATE taskwire.email_deliveries SET call_until = clock_timestamp()");
        return outcome;
    }

    private void release(int status) throws Exception {
        hanging.get(0).response().setStatusCode(status).end().await(5, TimeUnit.SECONDS);
    }

    private int calls() {
        return sendGrid.calls();
    }

    private static Mail[] mails(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> LedgerWorker.mail("user" + i))
                .toArray(Mail[]::new);
    }

    private static String row() throws SQLException {
        return rows().get(0);
    }

    private static List<String> rows() throws SQLException {
        return POSTGRES.database().rows("""
                SELECT format('%s, sends %s, unknowns %s', state, sends, unknowns) AS row FROM taskwire.email_deliveries
                """).stream()
                .map(row -> String.valueOf(row.get("row")))
                .toList();
    }

    private static String error() throws SQLException {
        return String.valueOf(POSTGRES.database().value("SELECT last_error FROM taskwire.email_deliveries"));
    }
}
