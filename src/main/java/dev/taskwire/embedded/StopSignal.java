package dev.taskwire.embedded;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C and SIGTERM: the process is asked to end, and stays until its work has come to an end. */
final class StopSignal {
    private static final Duration ENDING_MOST = Duration.ofSeconds(90);
    private static final int FAILED = 1;

    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final Thread hook = new Thread(this::holdTheProcess, "stop");
    private final CountDownLatch asked = new CountDownLatch(1);

    /** From now on the process does not end before {@link #release}. */
    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    void await() throws InterruptedException {
        asked.await();
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
        asked.countDown();
        int code = exitCode.completeOnTimeout(FAILED, ENDING_MOST.toSeconds(), TimeUnit.SECONDS)
                .join();
        // The signal was obeyed: without this the exit code would name the signal.
        Runtime.getRuntime().halt(code);
    }
}
