package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SingleLineTest {
    @Test
    void makesOneSpaceOfAnyGap() {
        assertThat(SingleLine.of(" a\r\n\tb\u0000c\u2028\u3000d\u0085\u00A0e ", 100))
                .isEqualTo("a b c d e");
    }

    @Test
    void keepsTheLettersOfEveryScript() {
        assertThat(SingleLine.of("Zoë 北京 שלום 👩‍🚀", 100)).isEqualTo("Zoë 北京 שלום 👩‍🚀");
    }

    @Test
    void dropsMarksThatTurnTheDirection() {
        assertThat(SingleLine.of("\u202Ea\u2066b\u2069\u200F", 100)).isEqualTo("ab");
    }

    @Test
    void shortensByWholeCharacters() {
        assertThat(SingleLine.of("😀😀😀😀", 4)).isEqualTo("😀😀😀😀");
        assertThat(SingleLine.of("😀😀😀😀", 3)).isEqualTo("😀😀…");
        assertThat(SingleLine.of("one two", 5)).isEqualTo("one…");
    }

    @Test
    void keepsSpacesAndMarksOnALineOfItsOwn() {
        assertThat(SingleLine.alone("a  b\r\n\u202Ec", 100)).isEqualTo("a  b \u202Ec");
    }
}
