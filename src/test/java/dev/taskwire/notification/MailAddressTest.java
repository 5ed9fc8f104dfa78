package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"ada@example.com", "a.b+c@mail.example.com", "o'hara@example.com"})
    void takesAddresses(String email) {
        assertThat(MailAddress.of(email, "")).contains(new MailAddress(email, ""));
    }

    @Test
    void aDomainOfAnotherScriptIsSentInItsAsciiForm() {
        assertThat(MailAddress.of("ada@bücher.example", "")).contains(new MailAddress("ada@xn--bcher-kva.example", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "@example.com",
                "ada@",
                "a@b@c",
                "ada@example.com\r\nBcc: eve@example.com",
                "ada@example.com\n",
                "ada@example.com, eve@example.com",
                "ada@example.com;eve@example.com",
                "Ada <ada@example.com>",
                "ada @example.com",
                "ada\u0000@example.com",
                "\u202Eada@example.com",
                "\"ada\"@example.com"
            })
    void refusesWhatIsNone(String email) {
        assertThat(MailAddress.of(email, "")).isEmpty();
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(MailAddress.of("a".repeat(65) + "@example.com", "")).isEmpty();
        assertThat(MailAddress.of("a@" + "b".repeat(500), "")).isEmpty();
    }

    @Test
    void cleansTheName() {
        assertThat(MailAddress.of("ada@example.com", "Ada\r\nBcc: eve@example.com"))
                .contains(new MailAddress("ada@example.com", "Ada Bcc: eve@example.com"));
    }
}
