package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlackTextTest {
    @Test
    void escapesWhatSlackWouldRead() {
        assertThat(plain("<!channel> <https://example.com|here> & &amp; “ok”\nnext"))
                .isEqualTo("&lt;!channel&gt; &lt;https://example.com|here&gt; &amp; &amp;amp; “ok”\nnext");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "&", "<", "🚀", "x&"})
    void isNeverTooLongAndNeverCutWithinACharacter(String part) {
        String text = plain(part.repeat(4000));

        assertThat(text).hasSizeBetween(2990, 3000).endsWith("…");
        String whole = part.replace("&", "&amp;").replace("<", "&lt;");
        assertThat(text.substring(0, text.length() - 1).replace(whole, "")).isIn("", "x");
    }

    @Test
    void whatJustFitsIsWhole() {
        assertThat(plain("x".repeat(3000))).isEqualTo("x".repeat(3000));
        assertThat(plain("x".repeat(3001))).isEqualTo("x".repeat(2999) + "…");
        assertThat(plain("")).isEmpty();
    }

    @Test
    void whatWouldMarkUpLooksAsItWasWritten() {
        assertThat(SlackText.withoutMarkup("*bold* _it_ ~gone~ `code` <!here> & daily_stats snake_case_ _"))
                .isEqualTo("∗bold∗ ˍitˍ ∼gone∼ ˋcodeˋ &lt;!here&gt; &amp; daily_stats snake_caseˍ ˍ");
    }

    @Test
    void anAddressStaysOne() {
        assertThat(SlackText.withoutMarkup("https://example.com/a_b?x=*1*&y=~`"))
                .isEqualTo("https://example.com/a%5Fb?x=%2A1%2A&amp;y=%7E%60");
        assertThat(SlackText.withoutMarkup("https://evil.example|https://good.example"))
                .isEqualTo("https://evil.example|https://good.example");
        assertThat(SlackText.withoutMarkup("https://a.example/_x_> <b")).isEqualTo("https://a.example/ˍxˍ&gt; &lt;b");
    }

    @Test
    void isNotCutWithinALinkOrAnEscape() {
        String link = "<https://example.com/abc|here>";

        assertThat(SlackText.cut("ab " + link + " and more", 32)).isEqualTo("ab…");
        assertThat(SlackText.cut("ab " + link + " and more", 34)).isEqualTo("ab " + link + "…");
        assertThat(SlackText.cut("abc &amp; d", 9)).isEqualTo("abc…");
        assertThat(SlackText.cut("abc &amp; def", 10)).isEqualTo("abc &amp;…");
        assertThat(SlackText.cut("🚀🚀🚀", 4)).isEqualTo("🚀…");
    }

    private static String plain(String text) {
        return SlackText.plain(text, SlackText.LONGEST);
    }
}
