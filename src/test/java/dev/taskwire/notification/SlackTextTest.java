package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlackTextTest {
    @Test
    void escapesWhatSlackWouldRead() {
        assertThat(SlackText.of("<!channel> <https://example.com|here> & &amp; “ok”\nnext"))
                .isEqualTo("&lt;!channel&gt; &lt;https://example.com|here&gt; &amp; &amp;amp; “ok”\nnext");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "&", "<", "🚀", "x&"})
    void isNeverTooLongAndNeverCutWithinACharacter(String part) {
        String text = SlackText.of(part.repeat(4000));

        assertThat(text).hasSizeBetween(2990, 3000).endsWith("…");
        String whole = part.replace("&", "&amp;").replace("<", "&lt;");
        assertThat(text.substring(0, text.length() - 1).replace(whole, "")).isIn("", "x");
    }

    @Test
    void whatJustFitsIsWhole() {
        assertThat(SlackText.of("x".repeat(3000))).isEqualTo("x".repeat(3000));
        assertThat(SlackText.of("x".repeat(3001))).isEqualTo("x".repeat(2999) + "…");
        assertThat(SlackText.of("")).isEmpty();
    }
}
