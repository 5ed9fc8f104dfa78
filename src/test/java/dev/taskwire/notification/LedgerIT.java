package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.Outcome;
import dev.taskwire.worker.Outcome.Postpone;
import dev.taskwire.worker.Outcome.Reject;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the mail ledger says after calls that end in every way. */
class LedgerIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final LedgerStage stage = new LedgerStage(POSTGRES);

    @ParameterizedTest
    @CsvSource({
        "202,   RESEND,  accepted, 0, Done",
        "200,   RESEND,  accepted, 0, Done",
        "400,   RESEND,  failed,   0, Reject",
        "401,   HOLD,    failed,   0, Postpone",
        "429,   HOLD,    failed,   0, Postpone",
        "503,   GIVE_UP, failed,   0, Postpone",
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
        stage.play(script);

        Outcome came = stage.worker(policy, script.equals("hang") ? LedgerStage.SHORT : LedgerStage.LONG)
                .send(LedgerStage.MAIL)
                .get(0);

        assertThat(came.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(stage.row()).isEqualTo(state + ", sends 1, unknowns " + unknowns);
        assertThat(stage.calls()).isEqualTo(1);
    }

    @Test
    void aRowIsThereBeforeTheCallAndTellsItsWholeStory() throws Exception {
        Future<Outcome> outcome = stage.hang();

        assertThat(stage.row()).isEqualTo("sending, sends 1, unknowns 0");
        stage.release(202, "provider-7");

        assertThat(outcome.await(5, TimeUnit.SECONDS)).isEqualTo(Outcome.DONE);
        assertThat(POSTGRES.database().rows("""
                SELECT queue, type, recipient, state, provider_message_id, last_error FROM taskwire.email_deliveries
                """).get(0).values())
                .containsExactly("notifications", "task_assigned", "ada@example.com", "accepted", "provider-7", null);
    }

    @Test
    void waitsAsLongAsTheProviderAsks() throws Exception {
        stage.sendGrid().answers(429, "Retry-After", "7");

        assertThat(stage.send(OnUnknown.RESEND)).isInstanceOfSatisfying(Postpone.class, waits -> {
            assertThat(waits.reason()).isEqualTo("SendGrid answered 429");
            assertThat(waits.after()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
            assertThat(waits.waitsFor()).contains("mail");
        });
        assertThat(POSTGRES.database().value("SELECT last_error FROM taskwire.email_deliveries"))
                .isEqualTo("SendGrid answered 429");
    }

    @Test
    void aMailGoesOnUntilItIsAcceptedAndNoFurther() throws Exception {
        for (String script : List.of("429", "500", "401", "reset", "503", "head", "202")) {
            stage.play(script);
            assertThat(stage.send(OnUnknown.RESEND).equals(Outcome.DONE)).isEqualTo(script.equals("202"));
            POSTGRES.database().execute("DELETE FROM taskwire.destination");
        }
        assertThat(stage.row()).isEqualTo("accepted, sends 7, unknowns 3");

        assertThat(stage.send(OnUnknown.RESEND)).isEqualTo(Outcome.DONE);

        assertThat(stage.row()).isEqualTo("accepted, sends 7, unknowns 3");
        assertThat(stage.calls()).isEqualTo(7);
    }

    @Test
    void aHeldMailSaysHowItIsSentAgainAndIsNotSentBefore() throws Exception {
        LedgerWorker worker = stage.worker(OnUnknown.HOLD);
        stage.play("500");
        Outcome held = worker.send(LedgerStage.MAIL).get(0);
        assertThat(((Reject) held).reason())
                .isEqualTo("SendGrid answered 500: whether it took the mail is not known; it is held"
                        + " (notifications.on_unknown). To send it again, set its state in taskwire.email_deliveries to"
                        + " failed and redrive the message");
        stage.play("202");

        assertThat(worker.send(LedgerStage.MAIL)).containsExactly(held);
        assertThat(stage.calls()).isEqualTo(1);

        POSTGRES.database().execute("UPDATE taskwire.email_deliveries SET state = 'failed'");
        assertThat(worker.send(LedgerStage.MAIL)).containsExactly(Outcome.DONE);
        assertThat(stage.row()).isEqualTo("accepted, sends 2, unknowns 1");
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

        assertThat(stage.worker(OnUnknown.RESEND).send(LedgerWorker.mails(50)))
                .hasSize(50)
                .containsOnly(Outcome.DONE);

        assertThat(stage.rows()).hasSize(50).containsOnly("accepted, sends 1, unknowns 0");
        assertThat(POSTGRES.database().count("SELECT last_value FROM public.ledger_inserts"))
                .isEqualTo(1);
        // An INSERT … ON CONFLICT DO UPDATE counts as an UPDATE too.
        assertThat(POSTGRES.database().count("SELECT last_value FROM public.ledger_updates"))
                .isBetween(2L, 25L);
        POSTGRES.database().execute("""
                DROP FUNCTION public.count_statement() CASCADE;
                DROP SEQUENCE public.ledger_inserts, public.ledger_updates
                """);
    }
}
