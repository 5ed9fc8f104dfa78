package dev.taskwire.bench;

import dev.taskwire.worker.WorkerListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what the engine says is done with one queue, so that its end is known without asking the database. */
final class Arrivals implements WorkerListener {
    private final String queue;
    private final AtomicLong done = new AtomicLong();
    private final CompletableFuture<Void> heard = new CompletableFuture<>();

    private final List<Expected> expected = new CopyOnWriteArrayList<>();

    Arrivals(String queue) {
        this.queue = queue;
    }

    /**
     * Completes when so many more messages are done, with the {@link System#nanoTime} of that moment. To be called before
     * they can be.
     */
    CompletableFuture<Long> next(int messages) {
        Expected next = new Expected(done.get() + messages, new CompletableFuture<>());
        expected.add(next);
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
            expected.removeIf(one -> total >= one.total && one.reached.complete(System.nanoTime()));
        }
    }

    @Override
    public void listening() {
        heard.complete(null);
    }

    private record Expected(long total, CompletableFuture<Long> reached) {}
}
