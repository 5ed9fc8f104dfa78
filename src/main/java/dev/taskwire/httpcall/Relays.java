package dev.taskwire.httpcall;

import dev.taskwire.worker.MonotonicClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait here for one of the same queue to end, and begin at once with its permit: where calls are short, asking the
 * database between two of them would leave the permit unused for a good part of the time. Bound to one context.
 */
final class Relays {
    /** Longer calls gain nothing by it. */
    private static final Duration SHORT = Duration.ofMillis(250);

    /** What has not begun by then is given back: another process may have a permit for it. */
    private static final Duration WAITS_MOST = Duration.ofSeconds(1);

    private static final double NEWEST_WEIGHS = 0.1;

    private record Waiting(Granted call, Duration since) {}

    private final Map<String, Deque<Waiting>> waiting = new HashMap<>();
    private final Map<String, Double> averageNanos = new HashMap<>();

    void add(Granted call) {
        waiting.computeIfAbsent(call.queue(), queue -> new ArrayDeque<>()).add(new Waiting(call, MonotonicClock.now()));
    }

    /** The next of a queue; null where there is none. */
    @Nullable
    Granted next(String queue) {
        Deque<Waiting> calls = waiting.get(queue);
        Waiting first = calls == null ? null : calls.poll();
        return first == null ? null : first.call();
    }

    boolean areThere() {
        return waiting.values().stream().anyMatch(calls -> !calls.isEmpty());
    }

    /** A call of a queue took so long. */
    void took(String queue, Duration duration) {
        averageNanos.merge(
                queue, (double) duration.toNanos(), (average, newest) -> average + NEWEST_WEIGHS * (newest - average));
    }

    /** How many more there should be, by queue, for so many calls that are under way. */
    Map<String, Integer> wanted(Map<String, Integer> underWay, Set<String> crowded) {
        Map<String, Integer> wanted = new TreeMap<>();
        underWay.forEach((queue, calls) -> {
            int more = calls - waiting.getOrDefault(queue, new ArrayDeque<>()).size();
            if (more > 0 && isShort(queue) && !crowded.contains(queue)) {
                wanted.put(queue, more);
            }
        });
        return wanted;
    }

    private boolean isShort(String queue) {
        return averageNanos.getOrDefault(queue, Double.MAX_VALUE) < SHORT.toNanos();
    }

    /** Takes out those that wait for too long, and all of these queues. */
    List<Long> giveBack(Set<String> queues) {
        List<Long> jobs = new ArrayList<>();
        Duration now = MonotonicClock.now();
        waiting.forEach((queue, calls) -> calls.removeIf(one -> {
            boolean goes = queues.contains(queue) || now.minus(one.since()).compareTo(WAITS_MOST) > 0;
            if (goes) {
                jobs.add(one.call().job());
            }
            return goes;
        }));
        return jobs;
    }

    /** Takes out all. */
    List<Long> giveBackAll() {
        List<Long> jobs = new ArrayList<>();
        waiting.values()
                .forEach(calls -> calls.forEach(one -> jobs.add(one.call().job())));
        waiting.clear();
        return jobs;
    }
}
