package dev.taskwire.bench;

import dev.taskwire.worker.WorkerListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what the engine says is done with one queue, so that its end is known without asking the database. */
final class Arrivals implements WorkerListener {
    private final String queue;
    private final AtomicLong done = new AtomicLong();
    private final CompletableFuture<Void> heard = new CompletableFuture<>();

    private volatile Expected expected = new Expected(0, new CompletableFuture<>());

    Arrivals(String queue) {
        this.queue = queue;
    }

    /**
     * Completes when so many more messages are done, with the {@link System#nanoTime} of that moment. To be called before
     * they can be; the latest call counts.
     */
    CompletableFuture<Long> next(int messages) {
        Expected next = new Expected(done.get() + messages, new CompletableFuture<>());
        expected = next;
        return next.reached;
    }

    /** Completes when the engine listens for wakes. */
    CompletableFuture<Void> heard() {
        return heard;
    }

    @Override
    public void done(String queue, int messages) {
        if (queue.equals(this.queue)) {
            long total = done.addAndGet(messages);
            Expected current = expected;
            if (total >= current.total) {
                current.reached.complete(System.nanoTime());
            }
        }
    }

    @Override
    public void listening() {
        heard.complete(null);
    }

    private record Expected(long total, CompletableFuture<Long> reached) {}
}
