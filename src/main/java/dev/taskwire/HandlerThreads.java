package dev.taskwire;

import dev.taskwire.worker.Attempt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls the handler of one queue where its options say. The threads are none of Vert.x's, so that a handler may wait for a
 * future on them.
 */
final class HandlerThreads {
    private static final Duration KEPT_IDLE = Duration.ofSeconds(30);

    private final Optional<ExecutorService> executor;

    private HandlerThreads(Optional<ExecutorService> executor) {
        this.executor = executor;
    }

    /** @param most threads, where they are worth counting */
    static HandlerThreads of(String queue, RunsOn runsOn, int most) {
        return new HandlerThreads(
                switch (runsOn) {
                    case EVENT_LOOP -> Optional.empty();
                    case WORKER -> Optional.of(workers(queue, most));
                    case VIRTUAL_THREAD -> virtualThreads();
                });
    }

    /** Whether this JVM has virtual threads, which are found by reflection since Java 17 is the language. */
    static boolean areVirtualThreadsThere() {
        Optional<ExecutorService> executor = virtualThreads();
        executor.ifPresent(ExecutorService::shutdown);
        return executor.isPresent();
    }

    /** Calls now, or on a thread that is interrupted when none of the attempts counts any more. */
    <T> Future<T> call(List<Attempt> attempts, Callable<T> work) {
        Promise<T> promise = Promise.promise();
        FutureTask<Void> task = new FutureTask<>(() -> complete(promise, work), null);
        executor.ifPresentOrElse(
                threads -> {
                    threads.execute(task);
                    Future.all(attempts.stream().map(Attempt::lost).toList()).onComplete(lost -> task.cancel(true));
                },
                task);
        return promise.future();
    }

    /** Begins nothing more; what runs may end. */
    void close() {
        executor.ifPresent(ExecutorService::shutdown);
    }

    /** Whatever a handler throws is an outcome of its message. */
    private static <T> void complete(Promise<T> promise, Callable<T> work) {
        try {
            promise.complete(work.call());
        } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
            promise.fail(thrown);
        }
    }

    private static ExecutorService workers(String queue, int most) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most, most, KEPT_IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "taskwire-" + queue + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static Optional<ExecutorService> virtualThreads() {
        try {
            return Optional.of((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        } catch (ReflectiveOperationException missing) {
            return Optional.empty();
        }
    }
}
