package dev.taskwire.dashboard;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the history down every ten seconds, and once more when it stops. */
public final class HistoryVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryVerticle.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration LAST_MOST = Duration.ofSeconds(1);

    private final Recorder recorder;
    private final HistoryWriter writer;
    private long timer = -1;

    public HistoryVerticle(Pool pool, ProcessFacts process, Recorder recorder) {
        this.recorder = recorder;
        this.writer = new HistoryWriter(pool, process);
    }

    @Override
    public Future<?> start() {
        write().onComplete(written -> writeLater());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(timer);
        return write().timeout(LAST_MOST.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    private void writeLater() {
        timer = vertx.setTimer(EVERY.toMillis(), fired -> write().onComplete(written -> writeLater()));
    }

    /** What cannot be written is left out: whoever reads it sees a gap where the database was away. */
    private Future<Void> write() {
        return writer.note(recorder.take())
                .onFailure(failure -> LOG.debug("the history could not be written", failure))
                .otherwiseEmpty();
    }
}
