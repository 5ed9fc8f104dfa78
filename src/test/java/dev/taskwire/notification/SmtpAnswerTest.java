package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.Misconfigured;
import dev.taskwire.notification.MailAnswer.NotAccepted;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Unavailable;
import dev.taskwire.notification.MailAnswer.Unknown;
import dev.taskwire.notification.SmtpMessage.TooLateException;
import io.vertx.ext.mail.SMTPException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpAnswerTest {
    private static final String SENDER = "sender address not accepted";
    private static final String RECIPIENT = "recipient address not accepted";
    private static final String CONTENT = "sending data failed";

    private final SmtpAnswer answers = new SmtpAnswer(Optional.of(SmtpSetup.LOGIN));

    @ParameterizedTest
    @CsvSource({
        "got error response, 421, Unavailable",
        "got error response, 554, Misconfigured",
        "AUTH PLAIN failed, 454, Unavailable",
        "AUTH PLAIN failed, 534, Misconfigured",
        "AUTH PLAIN failed, 535, Misconfigured",
        "AUTH PLAIN failed, 530, Misconfigured",
        "reset command failed, 421, Unavailable",
    })
    void whatIsSaidBeforeAMailIsAboutAllMails(String what, int code, String meaning) {
        assertThat(meaning(what, code, false)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({
        "sender address not accepted, 421, Unavailable",
        "sender address not accepted, 450, Unavailable",
        "sender address not accepted, 452, NotTaken",
        "sender address not accepted, 501, Misconfigured",
        "sender address not accepted, 530, Misconfigured",
        "sender address not accepted, 552, Refused",
        "recipient address not accepted, 421, Unavailable",
        "recipient address not accepted, 450, NotTaken",
        "recipient address not accepted, 535, Misconfigured",
        "recipient address not accepted, 550, Refused",
        "recipient address not accepted, 551, Refused",
        "recipient address not accepted, 553, Refused",
        "DATA command not accepted, 451, NotTaken",
        "DATA command not accepted, 530, Misconfigured",
        "DATA command not accepted, 554, Refused",
        "sending data failed, 421, Unavailable",
        "sending data failed, 452, NotTaken",
        "sending data failed, 552, Refused",
        "sending data failed, 554, Refused",
    })
    void whatIsSaidToAMailIsUnderstoodByWhereItIsSaid(String what, int code, String meaning) {
        assertThat(meaning(what, code, true)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "hello", "200 what", "999 what", "5 5"})
    void whatIsNoReplyLeavesOnlyAWholeMailUnknown(String line) {
        assertThat(answers.of(refusal(CONTENT, 500, line), true)).isInstanceOf(Unknown.class);
        assertThat(answers.of(refusal(RECIPIENT, 500, line), true)).isInstanceOf(NotTaken.class);
        assertThat(answers.of(refusal(SENDER, 500, line), true)).isInstanceOf(Unavailable.class);
    }

    @Test
    void whatWasNotBegunWasNotTaken() {
        assertThat(answers.of(new ConnectException("refused"), false))
                .isEqualTo(new Unavailable(
                        "the SMTP server cannot be reached, the mail was not sent: refused", Optional.empty()));
        assertThat(answers.of(new UnknownHostException("mail"), false)).isInstanceOf(Unavailable.class);
        assertThat(answers.of(new IOException("closed"), false)).isInstanceOf(NotTaken.class);
        assertThat(answers.of(new TimeoutException(), false)).isEqualTo(SmtpAnswer.tooLate());
        assertThat(answers.of(new TooLateException(), false)).isEqualTo(SmtpAnswer.tooLate());
    }

    @Test
    void aCertificateThatIsNotAcceptedIsForAPersonToMend() {
        Exception handshake = new SSLHandshakeException("General failure");
        Throwable failure = handshake.initCause(new CertificateException("No name matching mail found"));

        assertThat(answers.of(failure, false))
                .isEqualTo(new Misconfigured(
                        "the SMTP server's certificate is not accepted: No name matching mail found"));
    }

    @Test
    void nobodyKnowsWhatBecameOfAMailThatWasBegun() {
        assertThat(answers.of(new IOException("socket was closed"), true))
                .isEqualTo(
                        new Unknown("the connection to the SMTP server broke (socket was closed): whether it took the"
                                + " mail is not known"));
        assertThat(answers.of(new TimeoutException(), true)).isInstanceOf(Unknown.class);
        assertThat(answers.of(new ConnectException("reset"), true)).isInstanceOf(Unknown.class);
    }

    @Test
    void acceptanceNamesTheMail() {
        assertThat(SmtpAnswer.accepted("<1@example.com>")).isEqualTo(new Accepted(Optional.of("<1@example.com>")));
    }

    @Test
    void neverRepeatsThePassword() {
        String password = SmtpSetup.LOGIN.password().value();
        String plain = "\0" + SmtpSetup.LOGIN.username() + "\0" + password;
        String line = "535 " + password + " " + base64(password) + " " + base64(plain);

        assertThat(reason(answers.of(refusal("AUTH PLAIN failed", 535, line), false)))
                .isEqualTo("the SMTP server answered 535 **** **** ****");
        assertThat(reason(answers.of(new IOException(line), false))).doesNotContain(password);
        assertThat(reason(answers.of(new IOException("x".repeat(290) + password), true)))
                .doesNotContain("a-pass");
    }

    @Test
    void shortensALongAnswerToOneLine() {
        assertThat(reason(answers.of(refusal(RECIPIENT, 550, "550 no\nwhere " + "x".repeat(9000)), true)))
                .startsWith("the SMTP server answered 550 no where x")
                .hasSizeLessThan(330);
    }

    private String meaning(String what, int code, boolean begun) {
        MailAnswer answer = answers.of(refusal(what, code, code + " words"), begun);
        assertThat(reason(answer)).isEqualTo("the SMTP server answered " + code + " words");
        return answer.getClass().getSimpleName();
    }

    private static SMTPException refusal(String what, int code, String line) {
        return new SMTPException(what, code, List.of(line), false);
    }

    private static String reason(MailAnswer answer) {
        return ((NotAccepted) answer).reason();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
