package dev.taskwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.RateConfig;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RateLimiterTest {
    private static final RateConfig RATE = new RateConfig(10, 3);

    private final RateLimiter limiter = new RateLimiter();
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aBurstIsLetThroughAndThenAsManyAsTheRateSays() {
        for (int i = 0; i < 3; i++) {
            assertThat(limiter.take("a", RATE, start)).isEmpty();
        }
        assertThat(limiter.take("a", RATE, start)).contains(Duration.ofMillis(100));
        assertThat(limiter.take("a", RATE, start.plusMillis(60))).contains(Duration.ofMillis(40));
        assertThat(limiter.take("a", RATE, start.plusMillis(100))).isEmpty();
        assertThat(limiter.take("a", RATE, start.plusMillis(100))).isPresent();
    }

    @Test
    void oneNameTakesNothingFromAnother() {
        for (int i = 0; i < 4; i++) {
            assertThat(limiter.take("a", RATE, start).isEmpty()).isEqualTo(i < 3);
        }
        assertThat(limiter.take("b", RATE, start)).isEmpty();
    }

    @Test
    void aClockThatGoesBackGivesNothingAway() {
        for (int i = 0; i < 3; i++) {
            assertThat(limiter.take("a", RATE, start)).isEmpty();
        }
        assertThat(limiter.take("a", RATE, start.minusSeconds(3600))).isPresent();
    }
}
