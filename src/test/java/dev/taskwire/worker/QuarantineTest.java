package dev.taskwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class QuarantineTest {
    private final Quarantine quarantine = new Quarantine();
    private Context context = Vertx.vertx().getOrCreateContext();

    @BeforeEach
    void onOneContext(Vertx vertx) {
        context = vertx.getOrCreateContext();
    }

    @Test
    void aSuspectWaitsUntilNothingElseIsInHand() {
        assertThat(quarantine.enter(context).succeeded()).isTrue();
        quarantine.began(2);
        quarantine.leave(1);
        Future<Void> alone = quarantine.alone(context);

        quarantine.leave(1);
        assertThat(alone.isComplete()).isFalse();
        quarantine.leave(1);

        await().until(alone::succeeded);
    }

    @Test
    void nothingIsTakenWhileASuspectIsAloneOrWaitsToBe() {
        assertThat(quarantine.enter(context).succeeded()).isTrue();
        Future<Void> alone = quarantine.alone(context);
        Future<Void> late = quarantine.enter(context);
        assertThat(late.isComplete()).isFalse();

        quarantine.leave(1);
        await().until(alone::succeeded);
        assertThat(late.isComplete()).isFalse();
        quarantine.aloneNoMore();

        await().until(late::succeeded);
    }

    @Test
    void suspectsAreAloneOneAfterTheOther() {
        Future<Void> first = quarantine.alone(context);
        Future<Void> second = quarantine.alone(context);
        await().until(first::succeeded);
        assertThat(second.isComplete()).isFalse();

        quarantine.aloneNoMore();

        await().until(second::succeeded);
    }
}
