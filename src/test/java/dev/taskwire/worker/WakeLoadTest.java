package dev.taskwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WakeLoadTest {
    private final WakeLoad load = new WakeLoad();
    private Duration now = Duration.ofHours(1);

    @Test
    void fiftyWakesASecondAreNoHeavyLoad() {
        assertThat(wakes(200, Duration.ofMillis(20))).isZero();
    }

    @Test
    void twoHundredWakesASecondAreHeavyAfterAFewOfThem() {
        assertThat(wakes(8, Duration.ofMillis(5))).isEqualTo(1);
    }

    @Test
    void aLoadInBetweenNeitherBeginsNorEndsTheQuiet() {
        assertThat(wakes(300, Duration.ofMillis(10))).isZero();
        assertThat(load.isStillHeavy(now)).isFalse();

        turns(25, Duration.ofMillis(10));

        assertThat(load.isStillHeavy(now)).isTrue();
    }

    @Test
    void fewerTurnsThatFindSomethingEndIt() {
        turns(25, Duration.ofMillis(10));
        assertThat(load.isStillHeavy(now)).isFalse();

        turns(15, Duration.ofMillis(20));

        assertThat(load.isStillHeavy(now)).isFalse();
    }

    @Test
    void asksForContentionTenTimesASecondAtMostAndNotWhenWakesAreRare() {
        int asked = 0;
        for (int wake = 0; wake < 100; wake++) {
            load.notified(now);
            asked += load.mayBeContended(now) ? 1 : 0;
            now = now.plusMillis(10);
        }
        assertThat(asked).isBetween(9, 10);

        now = now.plusSeconds(1);
        load.notified(now);
        assertThat(load.mayBeContended(now)).isFalse();
    }

    /** Answers how often the load was called heavy. */
    private int wakes(int wakes, Duration apart) {
        int heavy = 0;
        for (int wake = 0; wake < wakes; wake++) {
            load.notified(now);
            heavy += load.isHeavy(now) ? 1 : 0;
            now = now.plus(apart);
        }
        return heavy;
    }

    private void turns(int turns, Duration apart) {
        for (int turn = 0; turn < turns; turn++) {
            load.tookTurn();
            now = now.plus(apart);
        }
    }
}
