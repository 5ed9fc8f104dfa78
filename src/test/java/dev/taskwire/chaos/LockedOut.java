package dev.taskwire.chaos;

import dev.taskwire.chaos.MailEndpoint.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A script by which an endpoint refuses every key, and remembers when it was asked. */
final class LockedOut implements Function<Integer, Answer> {
    private final Queue<Duration> requests = new ConcurrentLinkedQueue<>();
    private final long began = System.nanoTime();

    @Override
    public Answer apply(Integer number) {
        requests.add(Duration.ofNanos(System.nanoTime() - began));
        return Answer.UNAUTHORIZED;
    }

    /** How many requests came in which second. */
    Map<Long, Long> bySecond() {
        return requests.stream()
                .collect(Collectors.groupingBy(Duration::toSeconds, TreeMap::new, Collectors.counting()));
    }

    /** How many requests came later than this. */
    long after(Duration time) {
        return requests.stream().filter(request -> request.compareTo(time) > 0).count();
    }
}
