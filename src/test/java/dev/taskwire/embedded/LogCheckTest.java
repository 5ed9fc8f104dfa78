package dev.taskwire.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class LogCheckTest {
    private final ChangeLedger ledger = new ChangeLedger();
    private final LogCheck check = new LogCheck(ledger, Samples.team());

    @Test
    void findsNothingWhereEachChangeHasItsRow() {
        for (Change change : new Change[] {Samples.created(), Samples.statusTo("doing"), Samples.deleted()}) {
            commit(change);
            check.add(Samples.logged(change));
        }

        assertThat(check.problems()).isEmpty();
        assertThat(check.rows()).isEqualTo(3);
    }

    @Test
    void findsAChangeWithoutARow() {
        commit(Samples.statusTo("doing"));

        assertThat(check.problems()).singleElement().asString().contains("has no log row", "status=doing");
    }

    @Test
    void findsAChangeWithTwoRows() {
        Change change = commit(Samples.statusTo("doing"));
        check.add(Samples.logged(change));
        check.add(Samples.logged(change));

        assertThat(check.problems()).singleElement().asString().contains("has 2 log rows");
    }

    @Test
    void findsASecondRowOfAChangeThatItForgot() {
        Change change = commit(Samples.statusTo("doing"));
        check.add(Samples.logged(change));
        check.forgetWhatIsInOrder();
        assertThat(check.problems()).isEmpty();
        assertThat(check.rows()).isEqualTo(1);

        check.add(Samples.logged(change));

        assertThat(check.problems()).singleElement().asString().contains("belongs to no change");
    }

    @Test
    void findsARowOfAChangeThatWasRolledBack() {
        Change change = Samples.statusTo("doing");
        ledger.began(change);
        ledger.rolledBack(change);
        check.add(Samples.logged(change));

        assertThat(check.problems()).singleElement().asString().contains("rolled back");
    }

    @Test
    void findsARowWithOtherChangesThanTheWriterMade() {
        LoggedChange wrong = Samples.logged(commit(Samples.statusTo("doing")));
        wrong.data().put("changes", new JsonObject().put("status", "done"));
        check.add(wrong);

        assertThat(check.problems())
                .hasSize(2)
                .anyMatch(problem -> problem.contains("has no log row"))
                .anyMatch(problem -> problem.contains("belongs to no change"));
    }

    @Test
    void leavesChangesMadeByHandAlone() {
        check.add(Samples.loggedByHand());

        assertThat(check.problems()).isEmpty();
        assertThat(check.others()).isEqualTo(1);
    }

    @Test
    void doesNotJudgeATransactionWhoseEndIsUnknown() {
        Change change = Samples.statusTo("doing");
        ledger.began(change);
        ledger.lost(change);
        assertThat(check.problems()).isEmpty();

        check.add(Samples.logged(change));

        assertThat(check.problems()).isEmpty();
    }

    @CanIgnoreReturnValue
    private Change commit(Change change) {
        ledger.began(change);
        ledger.committed(change);
        return change;
    }
}
