package dev.taskwire.worker;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.QueueAccess;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Reads a batch, gives it to a handler and settles each message when its outcome is there. Reading goes on while
 * handlers work, up to the bound on what is in hand. A message that has crashed its process often is worked on alone, and
 * in the end not at all. Bound to one context.
 */
public final class HandlerTurn implements Turn {
    /** A handler that keeps its event loop for so long is told of: all else on that loop has stood still. */
    private static final Duration BLOCKED_FROM = Duration.ofMillis(500);

    private final WorkerProcess process;
    private final QueueAccess queue;
    private final QueueConfig config;
    private final AttemptHandler handler;
    private final BatchHandling handling;
    private final Settlement settlement;
    private final Hand hand;
    private final Context context;
    private final Promise<Void> stopping = Promise.promise();
    private boolean tellsFreed;

    public HandlerTurn(WorkerProcess process, QueueAccess queue, QueueConfig config, AttemptHandler handler) {
        this.process = process;
        this.queue = queue;
        this.config = config;
        this.handler = handler;
        this.settlement = new Settlement(queue, config, process.listener());
        this.hand = new Hand(process, queue, config.visibilityTimeout());
        this.context = process.vertx().getOrCreateContext();
        this.handling = new BatchHandling(config.name(), handler, context);
    }

    @Override
    public Future<Taken> take() {
        Future<Void> room = hand.untilFewerThan(config.concurrency())
                .compose(free -> process.quarantine().enter(context));
        return Future.any(room, stopping.future())
                .compose(either -> isStopping() ? nothing(room) : read())
                .recover(failure ->
                        isStopping() ? Future.succeededFuture(new Taken(0, false)) : Future.failedFuture(failure));
    }

    @Override
    public Future<Void> stop(Duration deadline) {
        stopping.tryComplete();
        return hand.untilFewerThan(1)
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .recover(late -> giveBack(hand.messages()))
                .compose(settled -> queue.messages().handOver().otherwiseEmpty());
    }

    private boolean isStopping() {
        return stopping.future().isComplete();
    }

    private Future<Taken> nothing(Future<Void> room) {
        room.onSuccess(entered -> process.quarantine().leave(1));
        return Future.succeededFuture(new Taken(0, false));
    }

    private Future<Taken> read() {
        int limit = Math.min(config.batchSize(), config.concurrency() - hand.size());
        process.listener().reading(config.name(), limit);
        return queue.messages()
                .read(limit, config.visibilityTimeout())
                .onSuccess(this::begin)
                .onComplete(came -> process.quarantine().leave(1))
                .map(batch -> new Taken(batch.size(), batch.size() == limit));
    }

    private void begin(List<Message> batch) {
        if (batch.isEmpty()) {
            return;
        }
        hand.take(batch);
        tellWaited(batch);
        if (isStopping()) {
            giveBackOrWait(batch).onComplete(given -> {});
            return;
        }
        Map<Care, List<Message>> byCare =
                batch.stream().collect(Collectors.groupingBy(message -> Care.of(message, handler.takesUnreadable())));
        byCare.getOrDefault(Care.NONE, List.of()).forEach(this::giveUp);
        work(byCare.getOrDefault(Care.USUAL, List.of()));
        workOnSuspects(byCare.getOrDefault(Care.ALONE, List.of()));
    }

    private void tellWaited(List<Message> batch) {
        List<Duration> waited =
                batch.stream().flatMap(message -> message.waited().stream()).toList();
        if (!waited.isEmpty()) {
            process.listener().waited(config.name(), waited.size(), Collections.min(waited), Collections.max(waited));
        }
    }

    private void work(List<Message> batch) {
        process.quarantine().began(batch.size());
        Map<Boolean, List<Message>> byTime = batch.stream()
                .collect(Collectors.partitioningBy(message -> message.startsIn().isZero()));
        workNow(byTime.getOrDefault(true, List.of()));
        byTime.getOrDefault(false, List.of()).forEach(this::workLater);
    }

    /** A rate gives each message its time. */
    private void workLater(Message message) {
        long milliseconds = message.startsIn().plusNanos(999_999).toMillis();
        process.vertx().setTimer(milliseconds, fired -> {
            if (hand.holds(message) && !hand.attempt(message).isOver() && !isStopping()) {
                workNow(List.of(message));
                return;
            }
            giveBackOrWait(List.of(message))
                    .onComplete(given -> process.quarantine().leave(1));
        });
    }

    private void workNow(List<Message> batch) {
        List<Future<Outcome>> outcomes = begun(batch);
        for (int i = 0; i < batch.size(); i++) {
            finish(batch.get(i), outcomes.get(i))
                    .onComplete(settled -> process.quarantine().leave(1));
        }
    }

    /**
     * One at most is worked on alone, and the others are given back before: in hand, each would count the crash of that
     * one as its own.
     */
    private void workOnSuspects(List<Message> suspects) {
        if (suspects.isEmpty()) {
            return;
        }
        if (process.quarantine().isWanted()) {
            giveBackOrWait(suspects).onComplete(given -> {});
            return;
        }
        process.quarantine()
                .alone(context)
                .compose(alone -> giveBackOrWait(suspects.subList(1, suspects.size())))
                .compose(alone -> workAlone(suspects.get(0)))
                .onComplete(settled -> process.quarantine().aloneNoMore());
    }

    private void giveUp(Message message) {
        settlement.giveUp(message, Care.whyNone(message)).onComplete(settled -> dropped(message));
    }

    private Future<Void> workAlone(Message suspect) {
        if (isStopping() || !hand.holds(suspect)) {
            return giveBack(List.of(suspect));
        }
        process.listener().quarantined(config.name(), suspect);
        return finish(suspect, begun(List.of(suspect)).get(0));
    }

    private List<Future<Outcome>> begun(List<Message> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        List<Attempt> attempts = batch.stream().map(hand::attempt).toList();
        long begun = System.nanoTime();
        List<Future<Outcome>> outcomes =
                process.listener().working(config.name(), batch, () -> handling.begin(attempts));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        if (took.compareTo(BLOCKED_FROM) > 0) {
            process.listener().blocked(config.name(), took);
        }
        return outcomes;
    }

    /** Whatever comes first: the outcome, the end of the attempt's time, or the loss of the lease. */
    private Future<Void> finish(Message message, Future<Outcome> outcome) {
        long begun = System.nanoTime();
        Attempt attempt = hand.attempt(message);
        return attempt.outcome(outcome, config.attemptTimeout())
                .onComplete(ended ->
                        process.listener().worked(config.name(), 1, Duration.ofNanos(System.nanoTime() - begun)))
                .compose(came -> settle(attempt, came))
                .recover(lost -> {
                    process.listener().leaseLost(config.name(), 1);
                    return Future.succeededFuture();
                })
                .onComplete(settled -> process.listener().ended(config.name(), message))
                .onComplete(settled -> dropped(message));
    }

    /** What comes to its end may let others begin; those that end together make one look. */
    private void dropped(Message message) {
        hand.drop(message);
        if (queue.messages().frees() && !tellsFreed) {
            tellsFreed = true;
            context.runOnContext(now -> {
                tellsFreed = false;
                Wakes.publish(process.vertx(), config.name(), WakeCause.FREED);
            });
        }
    }

    /** A message that a stop has given back is no longer this worker's to settle. */
    private Future<Void> settle(Attempt attempt, Outcome outcome) {
        Message message = attempt.message();
        if (attempt.isSettled()) {
            return settledByHandler(message);
        }
        return hand.holds(message)
                ? process.listener()
                        .settling(config.name(), message, outcome, () -> settlement.settle(message, outcome))
                        .onSuccess(settled -> tellIfDueLater(outcome))
                : Future.succeededFuture();
    }

    /** Its transaction counts, whatever it answered afterwards. */
    private Future<Void> settledByHandler(Message message) {
        return process.listener().settling(config.name(), message, Outcome.DONE, () -> {
            settlement.settledByHandler(message);
            return Future.succeededFuture();
        });
    }

    private void tellIfDueLater(Outcome outcome) {
        if (outcome instanceof Outcome.Retry || outcome instanceof Outcome.Postpone) {
            Wakes.publish(process.vertx(), config.name(), WakeCause.DUE);
        }
    }

    /** What cannot be given back comes back when its lease ends. */
    private Future<Void> giveBackOrWait(List<Message> messages) {
        return giveBack(messages)
                .onFailure(failure -> process.listener().extensionFailed(config.name(), failure))
                .otherwiseEmpty();
    }

    private Future<Void> giveBack(List<Message> messages) {
        List<Message> held = messages.stream().filter(hand::holds).toList();
        held.forEach(hand::drop);
        if (held.isEmpty()) {
            return Future.succeededFuture();
        }
        return queue.troubled()
                .release(held)
                .onSuccess(released -> process.listener().released(config.name(), released))
                .mapEmpty();
    }
}
