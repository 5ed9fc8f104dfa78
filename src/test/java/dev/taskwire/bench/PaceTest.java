package dev.taskwire.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PaceTest {
    @Test
    void writersTakeTurnsAndKeepTheirIntervalTogether() {
        Pace pace = Pace.of(Duration.ofSeconds(60), 2000, 16);

        assertThat(pace.interval()).contains(Duration.ofMillis(8));
        assertThat(pace.dueNanos(0, 0)).isZero();
        assertThat(pace.dueNanos(0, 0.5)).isEqualTo(Duration.ofMillis(4).toNanos());
        assertThat(pace.dueNanos(10, 0)).isEqualTo(Duration.ofMillis(80).toNanos());
    }

    @Test
    void whoeverWritesAsFastAsItGoesIsAlwaysDue() {
        assertThat(Pace.fast(Duration.ofSeconds(3)).dueNanos(1000, 0.5)).isZero();
    }
}
