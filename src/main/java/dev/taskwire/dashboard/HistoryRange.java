package dev.taskwire.dashboard;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How far back a chart reaches, in stretches of which length. */
public enum HistoryRange {
    QUARTER("15m", Duration.ofMinutes(15), Duration.ofSeconds(10)),
    HOUR("1h", Duration.ofHours(1), Duration.ofSeconds(10)),
    DAY("24h", Duration.ofDays(1), Duration.ofMinutes(4)),
    WEEK("7d", Duration.ofDays(7), Duration.ofMinutes(30));

    private final String word;
    private final Duration reach;
    private final Duration stretch;

    HistoryRange(String word, Duration reach, Duration stretch) {
        this.word = word;
        this.reach = reach;
        this.stretch = stretch;
    }

    Duration reach() {
        return reach;
    }

    Duration stretch() {
        return stretch;
    }

    /** The range of this name, such as {@code 15m}. */
    public static Optional<HistoryRange> named(String word) {
        return Arrays.stream(values()).filter(range -> range.word.equals(word)).findFirst();
    }

    /** All names, for a sentence. */
    public static String words() {
        return Arrays.stream(values()).map(range -> range.word).collect(Collectors.joining(", "));
    }
}
