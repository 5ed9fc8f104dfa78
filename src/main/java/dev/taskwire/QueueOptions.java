package dev.taskwire;

import dev.taskwire.queue.Arrangement;
import dev.taskwire.queue.Arrangement.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How one queue is worked on. Each method answers a copy with one thing changed; what is out of its range is said when the
 * {@link Taskwire} starts. Immutable.
 */
public final class QueueOptions {
    int instances = 1;
    int batchSize = 100;
    int concurrency = 256;
    boolean concurrencyIsGiven;
    int attempts = 8;
    Duration lease = Duration.ofSeconds(30);
    Duration backoff = Duration.ofSeconds(1);
    Duration backoffMost = Duration.ofMinutes(15);
    Duration attemptTimeout = Duration.ofSeconds(20);
    Duration pollInterval = Duration.ofSeconds(5);
    OnSuccess onSuccess = OnSuccess.DELETE;
    Arrangement arrangement = Arrangement.NONE;

    Optional<String> type = Optional.empty();
    Optional<Schemas> schemas = Optional.empty();
    Optional<BiFunction<MessageInfo, List<Violation>, Outcome>> onInvalid = Optional.empty();

    @Nullable
    RunsOn runsOn;

    private QueueOptions() {}

    private QueueOptions(QueueOptions other) {
        instances = other.instances;
        batchSize = other.batchSize;
        concurrency = other.concurrency;
        concurrencyIsGiven = other.concurrencyIsGiven;
        attempts = other.attempts;
        lease = other.lease;
        backoff = other.backoff;
        backoffMost = other.backoffMost;
        attemptTimeout = other.attemptTimeout;
        pollInterval = other.pollInterval;
        onSuccess = other.onSuccess;
        runsOn = other.runsOn;
        type = other.type;
        schemas = other.schemas;
        onInvalid = other.onInvalid;
        arrangement = other.arrangement;
    }

    /** All defaults. */
    public static QueueOptions defaults() {
        return new QueueOptions();
    }

    /** Workers for the queue in this process, each with an event loop: 1 to 64, by default 1. */
    public QueueOptions instances(int instances) {
        QueueOptions copy = new QueueOptions(this);
        copy.instances = instances;
        return copy;
    }

    /** Messages taken at once, 1 to 10,000, by default 100. */
    public QueueOptions batchSize(int batchSize) {
        QueueOptions copy = new QueueOptions(this);
        copy.batchSize = batchSize;
        return copy;
    }

    /**
     * Messages in hand at once, of each instance: 1 to 10,000. By default 256, and 16 on {@link RunsOn#WORKER}, where each of
     * them has a thread.
     */
    public QueueOptions concurrency(int concurrency) {
        QueueOptions copy = new QueueOptions(this);
        copy.concurrency = concurrency;
        copy.concurrencyIsGiven = true;
        return copy;
    }

    /**
     * How long a message stays with a worker that says nothing more: what a crash costs. 1 second to 12 hours, by default 30
     * seconds. While a handler works, its lease is extended.
     */
    public QueueOptions lease(Duration lease) {
        QueueOptions copy = new QueueOptions(this);
        copy.lease = lease;
        return copy;
    }

    /** Attempts before a message becomes a dead letter, 1 to 100, by default 8. */
    public QueueOptions attempts(int attempts) {
        QueueOptions copy = new QueueOptions(this);
        copy.attempts = attempts;
        return copy;
    }

    /**
     * The pause before another attempt: doubled with each that fails, and shortened at random by up to a half.
     *
     * @param first 10 milliseconds to 1 hour, by default 1 second
     * @param most the longest, up to 7 days, by default 15 minutes
     */
    public QueueOptions backoff(Duration first, Duration most) {
        QueueOptions copy = new QueueOptions(this);
        copy.backoff = first;
        copy.backoffMost = most;
        return copy;
    }

    /**
     * How long one attempt may take before it counts as failed, 100 milliseconds to 12 hours, by default 20 seconds.
     * {@link Delivery#extend} gives one more.
     */
    public QueueOptions attemptTimeout(Duration attemptTimeout) {
        QueueOptions copy = new QueueOptions(this);
        copy.attemptTimeout = attemptTimeout;
        return copy;
    }

    /** How often an idle process looks without being woken, give or take a quarter: 50 milliseconds to 1 hour, by default 5 seconds. */
    public QueueOptions pollInterval(Duration pollInterval) {
        QueueOptions copy = new QueueOptions(this);
        copy.pollInterval = pollInterval;
        return copy;
    }

    /** What becomes of messages that are done, by default {@link OnSuccess#DELETE}. */
    public QueueOptions onSuccess(OnSuccess onSuccess) {
        QueueOptions copy = new QueueOptions(this);
        copy.onSuccess = onSuccess;
        return copy;
    }

    /**
     * Where the handler is called: by default on {@link RunsOn#EVENT_LOOP}, and a {@link BlockingQueueHandler} on
     * {@link RunsOn#WORKER}.
     */
    public QueueOptions runsOn(RunsOn runsOn) {
        QueueOptions copy = new QueueOptions(this);
        copy.runsOn = runsOn;
        return copy;
    }

    /**
     * Lets the handler take only the messages whose header {@code type} says this, so that a queue may have several handlers, one
     * for each type. A handler without one takes what no other handler of its queue takes. What nobody takes is set aside until
     * a process knows it.
     *
     * @param type 1 to 100 characters
     */
    public QueueOptions type(String type) {
        QueueOptions copy = new QueueOptions(this);
        copy.type = Optional.of(type);
        return copy;
    }

    /**
     * Holds the handler's messages to JSON Schemas, when they are sent and when they are read, and makes older ones those of the
     * current version, which the handler is given. A message says its version by the header {@code version}, a whole number from
     * 1, which is 1 where it says nothing; one of a version that is not among them is set aside until a process knows it.
     */
    public QueueOptions schemas(Schemas schemas) {
        QueueOptions copy = new QueueOptions(this);
        copy.schemas = Optional.of(schemas);
        return copy;
    }

    /**
     * Decides what becomes of a message that does not conform, or cannot be read as the handler's type; by default it is rejected
     * with what is wrong with it.
     *
     * @param onInvalid gets what is known of the message and what is wrong with it, 20 violations at the most. Called on an event
     *     loop, which it must not block; where it throws or answers null, the message is rejected
     */
    public QueueOptions onInvalid(BiFunction<MessageInfo, List<Violation>, Outcome> onInvalid) {
        QueueOptions copy = new QueueOptions(this);
        copy.onInvalid = Optional.of(onInvalid);
        return copy;
    }

    /**
     * A message is begun only when no older one of its {@link SendOptions#key} is in the queue, over all processes: in hand,
     * waiting for another attempt, or delayed. A dead letter holds back nothing. Messages without a key have no order.
     */
    public QueueOptions ordered() {
        return arranged(arrangement.withOrder());
    }

    /** Messages of a higher {@link SendOptions#priority} are taken first. */
    public QueueOptions prioritized() {
        return arranged(arrangement.withPriorities());
    }

    /** Messages in hand at once, over all processes: 0 to 100,000, by default any number. */
    public QueueOptions atMost(int messages) {
        return arranged(arrangement.withWorkers(messages));
    }

    /** The same of each {@link SendOptions#key}: 1 to 100,000. */
    public QueueOptions atMostPerKey(int messages) {
        return arranged(arrangement.withKeyWorkers(messages));
    }

    /**
     * Messages begun over all processes, evenly: never more than {@code count} in this time, and one.
     *
     * @param count 1 to 1,000,000
     * @param per 1 millisecond to 1 day; with the count, not more than 100,000 a second
     */
    public QueueOptions rate(int count, Duration per) {
        return rate(count, per, 1);
    }

    /**
     * The same, where after a time in which there were few, more may begin at once.
     *
     * @param burst how many, 1 to 100,000
     */
    public QueueOptions rate(int count, Duration per, int burst) {
        return arranged(arrangement.withRate(new Rate(count, per, burst)));
    }

    /** As {@link #rate(int, Duration)}, of each {@link SendOptions#key}. */
    public QueueOptions ratePerKey(int count, Duration per) {
        return ratePerKey(count, per, 1);
    }

    /** As {@link #rate(int, Duration, int)}, of each {@link SendOptions#key}. */
    public QueueOptions ratePerKey(int count, Duration per, int burst) {
        return arranged(arrangement.withKeyRate(new Rate(count, per, burst)));
    }

    private QueueOptions arranged(Arrangement arrangement) {
        QueueOptions copy = new QueueOptions(this);
        copy.arrangement = arrangement;
        return copy;
    }
}
