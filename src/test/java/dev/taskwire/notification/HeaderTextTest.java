package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTextTest {
    @Test
    void leavesAsciiAsItIs() {
        assertThat(HeaderText.of("Ines assigned you \"Plan\" (50%) = now"))
                .isEqualTo("Ines assigned you \"Plan\" (50%) = now");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Überblick",
                "🚀",
                "a🚀b👩‍👩‍👧‍👦 שלום 𝒳 — “Plan the database upgrade” and then some more, so that it takes several words",
                "=?UTF-8?Q?no_code?=",
                "𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳"
            })
    void whatIsEncodedIsReadAsItWasWritten(String text) throws Exception {
        String header = HeaderText.of(text);

        assertThat(MimeUtility.decodeText(MimeUtility.unfold(header))).isEqualTo(text);
        assertThat(("Subject: " + header).split("\r\n")).allSatisfy(line -> {
            assertThat(line).matches("[ -~]+");
            assertThat(line.length()).isLessThanOrEqualTo(76);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ada",
                "Lovelace, Ada \"Countess\"",
                "back\\slash",
                "Eve <eve@example.com>, x",
                "(comment) @ home; group:",
                "Zoë <eve@example.com>",
                "王小明",
                "=?UTF-8?Q?eve?= <eve@example.com>"
            })
    void aNameNeverBecomesAnAddress(String name) throws Exception {
        InternetAddress[] read = InternetAddress.parseHeader(HeaderText.of("ada@example.com", name), true);

        assertThat(Stream.of(read).map(InternetAddress::getAddress)).containsExactly("ada@example.com");
        assertThat(read[0].getPersonal()).isEqualTo(name);
    }

    @Test
    void anAddressMayHaveNoName() {
        assertThat(HeaderText.of("ada@example.com", "")).isEqualTo("ada@example.com");
    }
}
