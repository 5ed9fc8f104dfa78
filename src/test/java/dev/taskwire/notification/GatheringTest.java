package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final List<List<String>> statements = new ArrayList<>();
    private final List<Promise<String>> answers = new ArrayList<>();
    private final Gathering<String, String> gathering = new Gathering<>(Runnable::run, this::execute);

    @Test
    void whatComesAloneWaitsForNothing() {
        Future<String> done = gathering.add(List.of("a", "b"));
        assertThat(statements).containsExactly(List.of("a", "b"));

        answers.get(0).complete("first");

        assertThat(done.result()).isEqualTo("first");
    }

    @Test
    void whatComesAtOneMomentGoesTogether() {
        List<Runnable> afterThisMoment = new ArrayList<>();
        Gathering<String, String> patient = new Gathering<>(afterThisMoment::add, this::execute);

        Future<String> first = patient.add(List.of("a"));
        Future<String> second = patient.add(List.of("b"));
        assertThat(statements).isEmpty();
        afterThisMoment.forEach(Runnable::run);
        answers.get(0).complete("both");

        assertThat(List.of(first.result(), second.result())).containsOnly("both");
        assertThat(statements).containsExactly(List.of("a", "b"));
    }

    @Test
    void whatComesInMeanwhileGoesTogether() {
        Future<String> first = gathering.add(List.of("a"));
        Future<String> second = gathering.add(List.of("b", "c"));
        Future<String> third = gathering.add(List.of("d"));

        answers.get(0).complete("first");
        assertThat(first.result()).isEqualTo("first");
        assertThat(second.isComplete()).isFalse();

        answers.get(1).complete("second");
        assertThat(List.of(second.result(), third.result())).containsOnly("second");
        assertThat(statements).containsExactly(List.of("a"), List.of("b", "c", "d"));
    }

    @Test
    void whatIsAddedByWhoeverWaitedIsDoneOnce() {
        Future<String> second = gathering.add(List.of("a")).compose(done -> gathering.add(List.of("b")));

        answers.get(0).complete("first");
        answers.get(1).complete("second");

        assertThat(second.result()).isEqualTo("second");
        assertThat(statements).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void aFailureIsForThoseAloneWhoWereInIt() {
        Future<String> first = gathering.add(List.of("a"));
        Future<String> second = gathering.add(List.of("b"));

        answers.get(0).fail("lost");
        answers.get(1).complete("second");

        assertThat(first.cause()).hasMessage("lost");
        assertThat(second.result()).isEqualTo("second");
    }

    private Future<String> execute(List<String> items) {
        Promise<String> answer = Promise.promise();
        answers.add(answer);
        statements.add(List.copyOf(items));
        return answer.future();
    }
}
