package dev.taskwire.httpcall;

import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes a call, and judges what came of it. Bound to one context. */
final class CallMaker {
    private final Supplier<HttpCaller> callers;
    private final Optional<CallbackAddress> callbacks;
    private final WorkerListener listener;

    private HttpCaller caller;

    CallMaker(Supplier<HttpCaller> callers, Optional<CallbackAddress> callbacks, WorkerListener listener) {
        this.callers = callers;
        this.callbacks = callbacks;
        this.listener = listener;
        this.caller = callers.get();
    }

    /** Never fails. */
    Future<Ended> make(Granted granted) {
        Optional<String> callbackUrl = granted.asked().getBoolean("callbacks", false)
                ? callbacks.map(address -> address.of(granted.job(), granted.attempt()))
                : Optional.empty();
        long begun = System.nanoTime();
        return Future.succeededFuture()
                .compose(now -> caller.call(JobCall.of(granted, callbackUrl)))
                .otherwise(failure -> new Answer.Unanswered(String.valueOf(failure.getMessage()), false))
                .map(answer -> new Ended(granted, answer, Verdict.of(granted, callbackUrl.isPresent(), answer)))
                .onSuccess(ended -> listener.called(
                        ended.queue(),
                        ended.verdict().outcome(),
                        ended.verdict().reason(),
                        Duration.ofNanos(System.nanoTime() - begun)));
    }

    /** Ends all calls that are under way; new ones can be made. */
    void abandon() {
        HttpCaller before = caller;
        caller = callers.get();
        before.close().onComplete(closed -> {});
    }

    Future<Void> close() {
        return caller.close();
    }
}
