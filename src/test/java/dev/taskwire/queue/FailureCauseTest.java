package dev.taskwire.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailureCauseTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            the user 00000000-0000-0000-0000-00000000000A has no address | the user <id> has no address
            invalid input syntax for type uuid: "not-a-uuid" (22P02)     | invalid input syntax for type uuid: <text> (22P02)
            no mailbox for ada.lovelace+x@mail.example.com.              | no mailbox for <address>.
            429 after 1,200 tries in 2.5s at 127.0.0.1:5432              | <n> after <n> tries in <n>s at <n>
            -7 is below 0                                                | <n> is below <n>
            due at 2026-01-02T03:04:05.678Z, not at 2026-01-03           | due at <time>, not at <time>
            it can't be told, and it doesn't help                        | it can't be told, and it doesn't help
            column 'title' and “task 7” of `tasks`                       | column <text> and <text> of <text>
            sha256 of an int8                                            | sha256 of an int8
            SendGrid answered 503: try again in 30                       | SendGrid answered 503: try again in <n>
            """)
    void leavesOutWhatDiffersFromMessageToMessage(String reason, String cause) {
        assertThat(FailureCause.of(reason)).isEqualTo(cause);
    }

    @Test
    void isOneLine() {
        assertThat(FailureCause.of(" the first\n\tand the\u0000second ")).isEqualTo("the first and the second");
    }

    @Test
    void isBoundedAndSplitsNoCharacter() {
        String cause = FailureCause.of("😀".repeat(5_000));

        assertThat(cause).isEqualTo("😀".repeat(FailureCause.LONGEST));
    }

    @Test
    @Timeout(5)
    void takesLongReasonsOfEveryKindInAShortTime() {
        for (String piece : new String[] {"a", "1", "1,", "'", "\"", "-", "a@", "0-", "é.", "00000000-0000-"}) {
            long begun = System.nanoTime();
            assertThat(FailureCause.of(piece.repeat(1_000_000))).hasSizeLessThanOrEqualTo(FailureCause.LONGEST);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        }
    }
}
