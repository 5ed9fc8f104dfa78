package dev.taskwire.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.embedded.DemoSummary.LogNumbers;
import dev.taskwire.embedded.DemoSummary.MailNumbers;
import dev.taskwire.embedded.DemoSummary.WakeNumbers;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DemoSummaryTest {
    private static final Percentiles LATENCY =
            Percentiles.of(List.of(Duration.ofNanos(3_900_000), Duration.ofMillis(41)));

    @Test
    void saysHowManyOfEachThereWere() {
        assertThat(summary(List.of()).lines())
                .containsExactly(
                        "  ran for            20.0 s, 0.6 changes a second",
                        "  changes            12 (9 status, 2 assigned, 1 people joined)",
                        "  rolled back        1, and nothing of it arrived",
                        "  log rows           11 for 11 changes of tasks, 2 for changes made by hand",
                        "  mails              3 for 3 assignments and people who joined, 1 for a change made by hand",
                        "  in-app rows        4",
                        "  change to log row  p50 3.9 ms, p99 41 ms",
                        "  change to mail     p50 3.9 ms, p99 41 ms",
                        "  wakes              12 by notification, 0 by poll",
                        "  result             every change is logged exactly once, every assignment was mailed");
    }

    @Test
    void namesEachThingThatIsWrong() {
        DemoSummary summary = summary(List.of("a change has no log row: task 1", "a mail did not come"));

        assertThat(summary.isGood()).isFalse();
        assertThat(summary.lines())
                .endsWith(
                        "  result             2 things are wrong",
                        "  - a change has no log row: task 1",
                        "  - a mail did not come");
    }

    @Test
    void doesNotGoOnForEverAboutWhatIsWrong() {
        List<String> problems =
                IntStream.range(0, 500).mapToObj(number -> "problem " + number).toList();

        assertThat(summary(problems).lines()).hasSizeLessThan(25).last().isEqualTo("  - and 490 more");
    }

    private static DemoSummary summary(List<String> problems) {
        Map<ChangeKind, Integer> committed =
                new EnumMap<>(Map.of(ChangeKind.STATUS, 9, ChangeKind.ASSIGNED, 2, ChangeKind.JOINED, 1));
        return new DemoSummary(
                Duration.ofSeconds(20),
                committed,
                1,
                0,
                new LogNumbers(11, 2, LATENCY),
                new MailNumbers(new MailLedger.Counts(3, 3, 0, 1), 4, LATENCY),
                new WakeNumbers(12, 0, 0),
                problems);
    }
}
