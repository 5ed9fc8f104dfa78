package dev.taskwire.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PercentilesTest {
    @Test
    void areValuesThatWereMeasured() {
        List<Duration> measured = new ArrayList<>(
                IntStream.rangeClosed(1, 200).mapToObj(Duration::ofMillis).toList());
        Collections.shuffle(measured, new Random(1));

        Percentiles percentiles = Percentiles.of(measured);

        assertThat(percentiles.half()).contains(Duration.ofMillis(100));
        assertThat(percentiles.most()).contains(Duration.ofMillis(198));
    }

    @Test
    void areTheOneValueWhereThereIsOne() {
        assertThat(Percentiles.of(List.of(Duration.ofMillis(1500)))).hasToString("p50 1.5 s, p99 1.5 s");
    }

    @Test
    void sayThatNothingWasMeasured() {
        assertThat(Percentiles.of(List.of())).hasToString("nothing was measured");
    }
}
