package dev.taskwire.telemetry;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Durations by queue, counted between fixed limits. Many messages that took as long are one addition, which is why this is
 * no timer of Micrometer's. May be used from any thread.
 */
final class DurationHistogram implements Collector {
    private static final long SHORTEST_MICROS = 500;

    private final String name;
    private final String description;
    private final double[] limits;
    private final Map<String, Counts> queues = new ConcurrentSkipListMap<>();

    /**
     * Begins with none.
     *
     * @param name as Prometheus shows it, with the unit, which is seconds
     * @param longest the last limit, 1, 2.5 or 5 times a power of ten; whatever took longer is counted too
     */
    DurationHistogram(String name, String description, Duration longest) {
        this.name = name;
        this.description = description;
        this.limits = DoubleStream.concat(limits(longest), DoubleStream.of(Double.POSITIVE_INFINITY))
                .toArray();
    }

    /** From half a millisecond on, three to each power of ten. */
    private static DoubleStream limits(Duration longest) {
        long most = longest.toNanos() / 1000;
        return LongStream.iterate(100, power -> power <= most, power -> power * 10)
                .flatMap(power -> LongStream.of(power, power * 5 / 2, power * 5))
                .filter(micros -> micros >= SHORTEST_MICROS && micros <= most)
                .mapToDouble(micros -> micros / 1e6);
    }

    Counts of(String queue) {
        return queues.computeIfAbsent(queue, begun -> new Counts());
    }

    @Override
    public String getPrometheusName() {
        return name;
    }

    @Override
    public MetricSnapshot collect() {
        HistogramSnapshot.Builder all = HistogramSnapshot.builder().name(name).help(description);
        queues.forEach((queue, counts) -> all.dataPoint(counts.snapshot(Labels.of("queue", queue))));
        return all.build();
    }

    /** What is counted of one queue. */
    final class Counts {
        private final LongAdder[] counts =
                Stream.generate(LongAdder::new).limit(limits.length).toArray(LongAdder[]::new);
        private final DoubleAdder seconds = new DoubleAdder();

        /** So many messages took so long, each of them. */
        void add(Duration took, int messages) {
            double each = Math.max(0, took.toNanos() / 1e9);
            int place = Arrays.binarySearch(limits, each);
            counts[place < 0 ? -place - 1 : place].add(messages);
            seconds.add(each * messages);
        }

        private HistogramDataPointSnapshot snapshot(Labels labels) {
            HistogramDataPointSnapshot.Builder point = HistogramDataPointSnapshot.builder();
            point.classicHistogramBuckets(ClassicHistogramBuckets.of(
                            limits,
                            Arrays.stream(counts).mapToLong(LongAdder::sum).toArray()))
                    .labels(labels);
            point.sum(seconds.sum());
            return point.build();
        }
    }
}
