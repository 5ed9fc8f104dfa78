package dev.taskwire.embedded;

import static dev.taskwire.embedded.Samples.ADA;
import static dev.taskwire.embedded.Samples.GRACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.embedded.MailLedger.Counts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MailLedgerTest {
    private final MailLedger mails = new MailLedger(Samples.team());

    @Test
    void missesTheMailOfAnAssignment() {
        commit(Samples.assignedTo(GRACE));

        assertThat(mails.missing()).singleElement().hasToString("the mail to grace@example.com about “Fix login”");
    }

    @Test
    void measuresTheWayFromTheChangeToTheMail() {
        commit(Samples.assignedTo(GRACE));

        assertThat(mails.arrived(Samples.mail(GRACE, "Ada assigned you “Fix login”")))
                .contains(Duration.ofMillis(41));
        assertThat(mails.missing()).isEmpty();
        assertThat(mails.counts()).isEqualTo(new Counts(1, 1, 0, 0));
    }

    @Test
    void takesAMailThatArrivesBeforeTheCommitIsKnown() {
        Change change = Samples.assignedTo(GRACE);
        mails.began(change);

        assertThat(mails.arrived(Samples.mail(GRACE, "Fix login"))).isPresent();
        mails.committed(change);

        assertThat(mails.missing()).isEmpty();
    }

    @Test
    void doesNotTakeAMailToSomebodyElseForIt() {
        commit(Samples.assignedTo(GRACE));

        assertThat(mails.arrived(Samples.mail(ADA, "Fix login"))).isEmpty();
        assertThat(mails.arrived(Samples.mail(GRACE, "Something else"))).isEmpty();
        assertThat(mails.missing()).hasSize(1);
        assertThat(mails.counts().others()).isEqualTo(2);
    }

    @Test
    void countsAMailThatCameTwiceOnce() {
        commit(Samples.assignedTo(GRACE));
        commit(Samples.assignedTo(GRACE));
        assertThat(mails.arrived(Samples.mail("event", GRACE, "Fix login"))).isPresent();
        assertThat(mails.arrived(Samples.mail("event", GRACE, "Fix login"))).isEmpty();

        assertThat(mails.missing()).hasSize(1);
        assertThat(mails.counts()).isEqualTo(new Counts(2, 1, 1, 0));
    }

    @Test
    void findsTheMailOfAnAssignmentThatWasRolledBack() {
        Change change = Samples.assignedTo(GRACE);
        mails.began(change);
        mails.rolledBack(change);
        assertThat(mails.missing()).isEmpty();

        assertThat(mails.arrived(Samples.mail(GRACE, "Fix login"))).isEmpty();
        assertThat(mails.wrong()).hasSize(1);
    }

    @Test
    void tellsTheWelcomeOfSomebodyFromTheFirstAssignment() {
        commit(Samples.joined(GRACE));
        commit(Samples.assignedTo(GRACE));

        assertThat(mails.arrived(Samples.mail(GRACE, "Ada assigned you “Fix login”")))
                .isPresent();
        assertThat(mails.missing()).singleElement().hasToString("the welcome of grace@example.com");
    }

    @Test
    void wantsNoMailOfOtherChanges() {
        commit(Samples.statusTo("doing"));
        commit(Samples.created());

        assertThat(mails.missing()).isEmpty();
        assertThat(mails.counts().expected()).isZero();
    }

    private void commit(Change change) {
        mails.began(change);
        mails.committed(change);
    }
}
