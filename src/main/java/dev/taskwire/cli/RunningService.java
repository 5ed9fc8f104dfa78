package dev.taskwire.cli;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A service that ends cleanly with the process: a signal to stop lets it finish first, and the exit code is then 0. */
final class RunningService {
    /** What closing takes beyond the deadline for the work in hand. */
    private static final Duration CLOSING_MARGIN = Duration.ofSeconds(12);

    private final Service service;
    private final Duration deadline;
    private final Thread onSignal = new Thread(this::stopAndExit, "stop");

    RunningService(Service service, Duration deadline) {
        this.service = service;
        this.deadline = deadline;
    }

    /** Starts the service and waits until it works; if it cannot, it is closed and the reason thrown. */
    void start() throws Exception {
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            service.start().toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException failure) {
            stop();
            throw failure.getCause() instanceof Exception cause ? cause : failure;
        }
    }

    /** Stops the service before the process ends. */
    void stop() throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException alreadyEnding) {
            return;
        }
        finish();
    }

    private void stopAndExit() {
        try {
            finish();
            // The signal was obeyed: without this the exit code would name the signal.
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException interrupted) {
            Runtime.getRuntime().halt(1);
        }
    }

    private void finish() throws InterruptedException {
        Future<Void> stopping = service.stop();
        try {
            stopping.toCompletionStage()
                    .toCompletableFuture()
                    .get(deadline.plus(CLOSING_MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            System.err.println("taskwire: could not close everything: " + failure.getMessage());
        }
    }
}
