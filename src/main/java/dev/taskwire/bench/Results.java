package dev.taskwire.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the rounds of a workload brought. Machines are noisy: of several rounds, the median counts. */
final class Results {
    private final Map<Line, List<Double>> values = new LinkedHashMap<>();

    void add(String system, String work, double value, String unit) {
        values.computeIfAbsent(new Line(system, work, unit), line -> new ArrayList<>())
                .add(value);
    }

    /** What a part of a round brought. */
    void addAll(Results others) {
        others.values.forEach((line, found) ->
                values.computeIfAbsent(line, missing -> new ArrayList<>()).addAll(found));
    }

    /** A line each. */
    void addPercentiles(String system, String work, Percentiles percentiles) {
        add(system, work + "-p50", percentiles.half(), "ms");
        add(system, work + "-p95", percentiles.most(), "ms");
        add(system, work + "-p99", percentiles.nearlyAll(), "ms");
    }

    /** How one system stands to another at the same work, round by round. */
    void addRatio(String system, String other, String work) {
        List<Double> own = ofWork(system, work);
        List<Double> others = ofWork(other, work);
        for (int round = 0; round < Math.min(own.size(), others.size()); round++) {
            add(system + " / " + other, work, own.get(round) / others.get(round), "ratio");
        }
    }

    List<Measurement> measurements() {
        return values.entrySet().stream()
                .map(one -> new Measurement(
                        one.getKey().system(),
                        one.getKey().work(),
                        median(one.getValue()),
                        one.getKey().unit(),
                        List.copyOf(one.getValue())))
                .toList();
    }

    private List<Double> ofWork(String system, String work) {
        return values.entrySet().stream()
                .filter(one -> one.getKey().system().equals(system)
                        && one.getKey().work().equals(work))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of());
    }

    /** The middle one; of an even number, what lies between the two in the middle. */
    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private record Line(String system, String work, String unit) {}
}
