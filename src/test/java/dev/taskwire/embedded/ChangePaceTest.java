package dev.taskwire.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class ChangePaceTest {
    private final Queue<Promise<Void>> inHand = new ConcurrentLinkedQueue<>();

    @Test
    void hasNoMoreInHandThanItMay(Vertx vertx) {
        ChangePace pace = pace(vertx);
        vertx.runOnContext(started -> pace.start());

        await().until(() -> inHand.size() == 3);
        complete(vertx);
        await().until(() -> inHand.size() == 4);

        assertThat(inHand).filteredOn(promise -> !promise.future().isComplete()).hasSize(3);
    }

    @Test
    void stopsWhenNothingIsInHand(Vertx vertx) {
        ChangePace pace = pace(vertx);
        vertx.runOnContext(started -> pace.start());
        await().until(() -> inHand.size() == 3);

        Promise<Void> stopped = Promise.promise();
        vertx.runOnContext(stopping -> pace.stop().onComplete(stopped));
        complete(vertx);
        complete(vertx);
        assertThat(stopped.future().isComplete()).isFalse();
        complete(vertx);

        await().until(() -> stopped.future().succeeded());
        assertThat(inHand).hasSize(3);
    }

    private ChangePace pace(Vertx vertx) {
        return new ChangePace(vertx, 1000, 3, this::begin);
    }

    private Future<Void> begin() {
        Promise<Void> promise = Promise.promise();
        inHand.add(promise);
        return promise.future();
    }

    private void complete(Vertx vertx) {
        Promise<Void> oldest = inHand.stream()
                .filter(promise -> !promise.future().isComplete())
                .findFirst()
                .orElseThrow();
        vertx.runOnContext(completing -> oldest.complete());
        await().until(() -> oldest.future().isComplete());
    }
}
