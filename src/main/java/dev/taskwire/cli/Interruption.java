package dev.taskwire.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while a command goes on: the command learns of it, and the process ends only when the command has closed what it
 * has open, or takes too long for that. The exit code is the signal's.
 */
final class Interruption implements AutoCloseable {
    private static final Duration CLOSING_MOST = Duration.ofSeconds(3);

    private final CountDownLatch came = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread onSignal = new Thread(this::awaitClosed, "interruption");

    Interruption() {
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    /** Waits for it, so long at the most. */
    boolean cameWithin(Duration most) throws InterruptedException {
        return came.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException ending) {
            // It came, and its thread waits for nothing but this.
        }
    }

    private void awaitClosed() {
        came.countDown();
        try {
            if (!closed.await(CLOSING_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(130);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
