package dev.taskwire.bench;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Ctrl-C and SIGTERM: the bench's thread is interrupted, and the process stays until it has cleaned up. */
final class StopSignal {
    private static final Duration ENDING_MOST = Duration.ofMinutes(2);
    private static final int FAILED = 1;

    private final Thread bench = Thread.currentThread();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final Thread hook = new Thread(this::holdTheProcess, "stop");
    private boolean asked;
    private boolean interrupts = true;

    /** From now on the process does not end before {@link #release}. */
    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the process has been asked to end. */
    synchronized boolean isAsked() {
        return asked;
    }

    /** What the calling thread does from now on, it does to its end. */
    synchronized void letFinish() {
        interrupts = false;
        Thread.interrupted();
    }

    /** Lets the process go, with this exit code if it was asked to end. */
    void release(int code) {
        exitCode.complete(code);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            // The hook has just been given the exit code.
        }
    }

    private void holdTheProcess() {
        interrupt();
        int code = exitCode.completeOnTimeout(FAILED, ENDING_MOST.toSeconds(), TimeUnit.SECONDS)
                .join();
        // Without this the exit code would name the signal.
        Runtime.getRuntime().halt(code);
    }

    private synchronized void interrupt() {
        asked = true;
        if (interrupts) {
            bench.interrupt();
        }
    }
}
