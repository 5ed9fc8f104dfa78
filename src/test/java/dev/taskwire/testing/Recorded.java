package dev.taskwire.testing;

import dev.taskwire.queue.Message;
import dev.taskwire.worker.WakeCause;
import dev.taskwire.worker.WorkerListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what the workers of a process did. */
public final class Recorded implements WorkerListener {
    private final List<WakeCause> causes = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger listening = new AtomicInteger();
    private final AtomicInteger turnsFailed = new AtomicInteger();

    @Override
    public void taken(String queue, WakeCause cause, int messages) {
        causes.add(cause);
        taken.addAndGet(messages);
    }

    @Override
    public void failed(String queue, Message message, String reason) {
        failures.add(reason);
    }

    @Override
    public void turnFailed(String queue, Throwable cause, Duration pause) {
        turnsFailed.incrementAndGet();
    }

    @Override
    public void listening() {
        listening.incrementAndGet();
    }

    /** What woke the turns that brought messages, in their order. */
    public List<WakeCause> causes() {
        return causes;
    }

    /** The reasons of messages that failed. */
    public List<String> failures() {
        return failures;
    }

    public int messagesTaken() {
        return taken.get();
    }

    public int timesListening() {
        return listening.get();
    }

    public int turnsFailed() {
        return turnsFailed.get();
    }
}
