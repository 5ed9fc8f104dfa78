package dev.taskwire.worker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Begins so many things at once, and each further one when one of them has ended. Bound to one context. */
final class FewAtOnce {
    private final int most;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean beginning;

    FewAtOnce(int most) {
        this.most = most;
    }

    Future<Void> run(Supplier<Future<Void>> work) {
        Promise<Void> ended = Promise.promise();
        waiting.add(() -> Future.succeededFuture().compose(now -> work.get()).onComplete(end -> {
            underWay--;
            ended.handle(end);
            begin();
        }));
        begin();
        return ended.future();
    }

    /** What ends while it is begun makes room for the next round, not for another call on top of this one. */
    private void begin() {
        if (beginning) {
            return;
        }
        beginning = true;
        while (underWay < most && !waiting.isEmpty()) {
            underWay++;
            waiting.remove().run();
        }
        beginning = false;
    }
}
