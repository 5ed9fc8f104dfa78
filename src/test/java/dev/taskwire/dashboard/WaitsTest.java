package dev.taskwire.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class WaitsTest {
    @Test
    void percentilesAreThoseOfWhatWasCountedWithinTheirLimits() {
        long seed = System.nanoTime();
        System.out.println("seed: " + seed);
        Random random = new Random(seed);
        double[] millis = IntStream.range(0, 5000)
                .mapToDouble(line -> Math.exp(random.nextGaussian() + 3))
                .toArray();
        Waits waits = new Waits();
        Arrays.stream(millis).forEach(one -> waits.add(1, ofMillis(one), ofMillis(one)));
        Arrays.sort(millis);

        long[] counts = waits.take();

        for (double share : new double[] {0.5, 0.95, 0.99}) {
            double exact = millis[(int) (share * millis.length)];
            assertThat(Waits.percentile(counts, share).orElseThrow()).isCloseTo(exact, Percentage.withPercentage(42));
        }
    }

    @Test
    void aBatchIsSpreadBetweenItsFirstAndItsLast() {
        Waits waits = new Waits();

        waits.add(1001, Duration.ZERO, Duration.ofSeconds(1));

        long[] counts = waits.take();
        assertThat(Arrays.stream(counts).sum()).isEqualTo(1001);
        assertThat(Waits.percentile(counts, 0.5).orElseThrow()).isCloseTo(500, within(120.0));
    }

    @Test
    void whatIsTakenIsGoneAndNothingHasNoPercentile() {
        Waits waits = new Waits();
        waits.add(3, Duration.ofDays(9), Duration.ofDays(10));

        assertThat(Arrays.stream(waits.take()).sum()).isEqualTo(3);
        assertThat(Waits.percentile(waits.take(), 0.99)).isEmpty();
    }

    private static Duration ofMillis(double millis) {
        return Duration.ofNanos((long) (millis * 1e6));
    }
}
