package dev.taskwire.http;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work in many short transactions that may outlast its request: answered with how far it has come, it goes on. */
final class LongRun {
    private static final Logger LOG = LoggerFactory.getLogger(LongRun.class);
    private static final Duration ANSWERED_AFTER = Duration.ofSeconds(5);
    private static final int AT_ONCE_MOST = 4;

    private final String name;
    private int running;

    LongRun(String name) {
        this.name = name;
    }

    /**
     * How far it is.
     *
     * @param count of what was to be done
     */
    record Standing(long count, boolean finished) {
        int status() {
            return finished ? 200 : 202;
        }
    }

    /** @param work is given who counts, and answers how many there were */
    Future<Standing> begin(Function<LongConsumer, Future<Long>> work) {
        if (running >= AT_ONCE_MOST) {
            throw new ProblemException(503, "there are " + running + " runs of this kind already: come again later");
        }
        running++;
        AtomicLong count = new AtomicLong();
        Future<Long> done = work.apply(count::set).onComplete(ended -> running--);
        return done.map(total -> new Standing(total, true))
                .timeout(ANSWERED_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                .recover(late -> {
                    if (done.isComplete()) {
                        return Future.failedFuture(late);
                    }
                    done.onSuccess(total -> LOG.info("{}: {}", name, total))
                            .onFailure(failure -> LOG.warn("{}: ended early, after {}", name, count, failure));
                    return Future.succeededFuture(new Standing(count.get(), false));
                });
    }
}
