package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class PointInTimeTest {
    private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T08:00:00Z,        2026-01-31T08:00:00Z",
        "2026-01-31T08:00:00.123456Z, 2026-01-31T08:00:00.123456Z",
        "2026-01-31T08:00:00+02:00,   2026-01-31T06:00:00Z",
        "90s,                         2026-03-04T11:58:30Z",
        "30m,                         2026-03-04T11:30:00Z",
        "2h,                          2026-03-04T10:00:00Z",
        "3d,                          2026-03-01T12:00:00Z",
        "0s,                          2026-03-04T12:00:00Z",
    })
    void isAnInstantOrHowLongAgoItWas(String text, Instant time) {
        assertThat(PointInTime.parse(text, NOW)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "-2h",
                "2",
                "2w",
                "2026-01-31",
                "2026-02-30T08:00:00Z",
                "2026-01-31T08:00:00",
                "+123456-01-01T00:00:00Z"
            })
    void isNothingElse(String text) {
        assertThat(PointInTime.parse(text, NOW)).isEmpty();
    }

    @Test
    void whatIsLongerAgoThanTimeItselfIsRefusedInWords() {
        assertThat(PointInTime.parse("999999999d", NOW)).isEmpty();
        assertThatThrownBy(() -> new PointInTime().convert("999999999d"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("2h or 3d");
    }
}
