package dev.taskwire.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ResultsTest {
    private final Results results = new Results();

    @Test
    void theMedianOfTheRoundsCounts() {
        List.of(9.0, 1.0, 2.0).forEach(value -> results.add("a", "drain", value, "events/s"));
        List.of(4.0, 1.0).forEach(value -> results.add("b", "drain", value, "events/s"));

        assertThat(results.measurements())
                .containsExactly(
                        new Measurement("a", "drain", 2, "events/s", List.of(9.0, 1.0, 2.0)),
                        new Measurement("b", "drain", 2.5, "events/s", List.of(4.0, 1.0)));
    }

    @Test
    void ratiosAreOfTheSameRound() {
        List.of(10.0, 30.0, 8.0).forEach(value -> results.add("a", "drain", value, "events/s"));
        List.of(20.0, 60.0, 32.0).forEach(value -> results.add("b", "drain", value, "events/s"));

        results.addRatio("a", "b", "drain");

        assertThat(results.measurements())
                .last()
                .isEqualTo(new Measurement("a / b", "drain", 0.5, "ratio", List.of(0.5, 0.5, 0.25)));
    }

    @Test
    void percentilesAreValuesThatWereMeasured() {
        Latencies first = new Latencies();
        Latencies second = new Latencies();
        LongStream.rangeClosed(1, 60).forEach(milli -> first.add(milli * 1_000_000));
        LongStream.rangeClosed(61, 100).forEach(milli -> second.add(milli * 1_000_000));

        assertThat(Latencies.percentiles(List.of(second, first))).isEqualTo(new Percentiles(50, 95, 99));
    }

    @Test
    void smallValuesHaveTwoDigitsAndLargeOnesNone() {
        assertThat(new Measurement("a", "wake", 1.234, "ms", List.of()).valueText())
                .isEqualTo("1.23");
        assertThat(new Measurement("a", "drain", 60671.4, "events/s", List.of()).valueText())
                .isEqualTo("60671");
        assertThat(new Measurement("a", "backlog", 7, "messages", List.of()).valueText())
                .isEqualTo("7");
    }
}
