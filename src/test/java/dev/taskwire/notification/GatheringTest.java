package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class GatheringTest {
    private final PgException badData = new PgException("bad", "ERROR", "22P02", "");
    private final PgException noConnection = new PgException("gone", "FATAL", "57P01", "");

    private final List<List<String>> statements = new CopyOnWriteArrayList<>();
    private final List<Promise<Void>> answers = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Gathering<String> gathering;

    @BeforeEach
    void gather(Vertx vertx) {
        Duration soon = Duration.ofMillis(1);
        gathering = new Gathering<>(vertx, List.of(soon, soon), this::write);
    }

    @Test
    void oneAloneWaitsForNothing() {
        Future<Void> written = gathering.add("a");
        assertThat(statements).containsExactly(List.of("a"));

        answers.get(0).complete();

        assertThat(written.succeeded()).isTrue();
    }

    @Test
    void whatComesInMeanwhileGoesTogether() {
        Future<Void> first = gathering.add("a");
        Future<Void> second = gathering.add("b");
        Future<Void> third = gathering.add("c");

        answers.get(0).complete();
        assertThat(first.succeeded()).isTrue();
        assertThat(second.isComplete()).isFalse();

        answers.get(1).complete();
        assertThat(second.succeeded() && third.succeeded()).isTrue();
        assertThat(statements).containsExactly(List.of("a"), List.of("b", "c"));
    }

    @Test
    void whatIsAddedByWhoeverWaitedIsWrittenOnce() {
        Future<Void> second = gathering.add("a").compose(written -> gathering.add("b"));

        answers.get(0).complete();
        answers.get(1).complete();

        assertThat(second.succeeded()).isTrue();
        assertThat(statements).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void aLostConnectionIsTriedAgain() {
        Future<Void> written = gathering.add("a");

        answers.get(0).fail(noConnection);
        await().until(() -> statements.size() == 2);
        answers.get(1).complete();

        await().until(written::succeeded);
    }

    @Test
    void theLastTryDecides() {
        Future<Void> written = gathering.add("a");

        answers.get(0).fail(noConnection);
        await().until(() -> statements.size() == 2);
        answers.get(1).fail(noConnection);
        await().until(() -> statements.size() == 3);
        answers.get(2).fail(noConnection);

        await().until(written::failed);
        assertThat(written.cause()).isSameAs(noConnection);
        assertThat(statements).hasSize(3);
    }

    @Test
    void aBadOneHurtsItselfAlone() {
        Future<Void> first = gathering.add("a");
        Future<Void> bad = gathering.add("bad");
        Future<Void> good = gathering.add("good");

        answers.get(0).complete();
        answers.get(1).fail(badData);
        answers.get(2).fail(badData);
        answers.get(3).complete();

        assertThat(first.succeeded() && good.succeeded()).isTrue();
        assertThat(bad.cause()).isSameAs(badData);
        assertThat(statements).containsExactly(List.of("a"), List.of("bad", "good"), List.of("bad"), List.of("good"));
    }

    private Future<Void> write(List<String> items) {
        Promise<Void> answer = Promise.promise();
        answers.add(answer);
        statements.add(List.copyOf(items));
        return answer.future();
    }
}
