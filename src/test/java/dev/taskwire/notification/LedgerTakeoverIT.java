package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.Outcome;
import dev.taskwire.worker.Outcome.Postpone;
import dev.taskwire.worker.Outcome.Reject;
import dev.taskwire.worker.Outcome.Retry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may call when more than one worker has the same mail. */
class LedgerTakeoverIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final LedgerStage stage = new LedgerStage(POSTGRES);

    @ParameterizedTest
    @CsvSource({
        "RESEND,  'accepted, sends 2, unknowns 1', 2, Done",
        "HOLD,    'held, sends 1, unknowns 1',     1, Reject",
        "GIVE_UP, 'given_up, sends 1, unknowns 1', 1, Reject",
    })
    void aCallThatDiedIsUnknown(OnUnknown policy, String row, int calls, String outcome) throws Exception {
        Future<Outcome> died = stage.leaveBehind();
        stage.play("202");

        Outcome came =
                stage.worker(policy, LedgerStage.LONG).send(LedgerStage.MAIL).get(0);

        assertThat(came.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(stage.row()).isEqualTo(row);
        assertThat(stage.calls()).isEqualTo(calls);
        assertThat(died.isComplete()).isFalse();
    }

    @Test
    void nobodySendsWhatAnotherMayBeSending() throws Exception {
        Future<Outcome> first = stage.hang();

        Postpone second =
                (Postpone) stage.worker(OnUnknown.RESEND).send(LedgerStage.MAIL).get(0);

        assertThat(second.after()).isBetween(Duration.ofSeconds(1), LedgerStage.LONG);
        assertThat(stage.row()).isEqualTo("sending, sends 1, unknowns 0");
        stage.release(202, "late");
        assertThat(first.await(5, TimeUnit.SECONDS)).isEqualTo(Outcome.DONE);
        assertThat(stage.send(OnUnknown.RESEND)).isEqualTo(Outcome.DONE);
        assertThat(stage.calls()).isEqualTo(1);
    }

    @Test
    void twoWorkersWithTheSameMailsSendEachOnce() throws Exception {
        Mail[] mails = LedgerWorker.mails(50);
        List<Future<Outcome>> both = Stream.concat(
                        stage.worker(OnUnknown.RESEND).begin(List.of(mails)).stream(),
                        stage.worker(OnUnknown.RESEND).begin(List.of(mails)).stream())
                .toList();

        List<Outcome> outcomes = Future.all(both).await(20, TimeUnit.SECONDS).list();

        assertThat(outcomes).filteredOn(Outcome.DONE::equals).hasSizeGreaterThanOrEqualTo(50);
        assertThat(outcomes).noneMatch(Reject.class::isInstance);
        assertThat(stage.calls()).isEqualTo(50);
        assertThat(stage.rows()).hasSize(50).containsOnly("accepted, sends 1, unknowns 0");
    }

    @Test
    void anAcceptanceIsBelievedHoweverLateItComes() throws Exception {
        Future<Outcome> late = stage.leaveBehind();
        stage.play("503");
        assertThat(stage.send(OnUnknown.RESEND)).isInstanceOf(Outcome.Postpone.class);
        assertThat(stage.row()).isEqualTo("failed, sends 2, unknowns 1");

        stage.release(202, "late");

        assertThat(late.await(5, TimeUnit.SECONDS)).isEqualTo(Outcome.DONE);
        assertThat(stage.row()).isEqualTo("accepted, sends 2, unknowns 1");
        assertThat(stage.send(OnUnknown.RESEND)).isEqualTo(Outcome.DONE);
        assertThat(stage.calls()).isEqualTo(2);
    }

    @Test
    void aLateFailureOfACallThatWasTakenOverChangesNothing() throws Exception {
        Future<Outcome> late = stage.leaveBehind();
        stage.play("202");
        assertThat(stage.send(OnUnknown.RESEND)).isEqualTo(Outcome.DONE);

        stage.release(500, "late");

        assertThat(late.await(5, TimeUnit.SECONDS)).isInstanceOf(Retry.class);
        assertThat(stage.row()).isEqualTo("accepted, sends 2, unknowns 1");
    }

    @Test
    void aWorkerThatWasStoppedBeforeItsCallSendsNothingAfterwards() throws Exception {
        Future<Outcome> outcome;
        try (var connection = POSTGRES.database().connect()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE taskwire.email_deliveries");
            outcome = stage.worker(OnUnknown.HOLD, LedgerStage.SHORT).begin(LedgerStage.MAIL);
            Deadline over = Deadline.in(LedgerStage.SHORT.plusMillis(10));
            await().until(over::hasPassed);
            connection.commit();
        }

        assertThat(outcome.await(5, TimeUnit.SECONDS))
                .isEqualTo(MailOutcome.of((MailAnswer.NotAccepted) SendGridAnswer.tooLate(), OnUnknown.HOLD));
        assertThat(stage.row()).isEqualTo("failed, sends 1, unknowns 0");
        assertThat(stage.calls()).isZero();
    }
}
