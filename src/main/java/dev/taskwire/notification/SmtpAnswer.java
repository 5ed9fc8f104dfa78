package dev.taskwire.notification;

import dev.taskwire.config.SmtpLogin;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.Misconfigured;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.MailAnswer.Unavailable;
import dev.taskwire.notification.MailAnswer.Unknown;
import dev.taskwire.notification.SmtpMessage.TooLateException;
import io.vertx.ext.mail.SMTPException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an SMTP server's answers mean, and what it means that there is none: the one place that decides it. A mail is the
 * server's with the answer to its last line, and not before. The mail client does not tell how far it has come with a mail
 * when a connection breaks; so a break after the mail was begun leaves it unknown.
 */
final class SmtpAnswer {
    private static final int MESSAGE_LONGEST = 300;
    private static final int READ_MOST = 10_000;
    private static final Pattern REPLY = Pattern.compile("[45]\\d\\d[ -]?.*", Pattern.DOTALL);

    private final List<String> secrets;

    /** @param login its password is struck out, should an answer repeat it */
    SmtpAnswer(Optional<SmtpLogin> login) {
        this.secrets = login.map(SmtpAnswer::secrets).orElse(List.of());
    }

    /** @param messageId the mail's own: the server gives no other that the mail client would show */
    static MailAnswer accepted(String messageId) {
        return new Accepted(Optional.of(messageId));
    }

    /** There was no free connection, or none that was ready, before the time was over. */
    static MailAnswer tooLate() {
        return new NotTaken(
                "the SMTP server was not ready for the mail within mail.timeout: the mail was not sent",
                Optional.empty());
    }

    static MailAnswer noTemplates() {
        return new Refused(
                "SMTP knows no templates of SendGrid's: give the type templates of its own (mail.way is smtp)");
    }

    static MailAnswer noMailbox() {
        return new Refused(
                "the address cannot be named in SMTP: it has letters other than ASCII before the @, or no domain");
    }

    /** @param begun whether something of the mail may have been sent */
    MailAnswer of(Throwable failure, boolean begun) {
        if (failure instanceof TooLateException) {
            return tooLate();
        }
        if (failure instanceof SMTPException said) {
            return begun ? SmtpStage.of(said).meaning(reply(said)) : SmtpStage.SESSION.meaning(reply(said));
        }
        return begun ? broken(failure) : notBegun(failure);
    }

    private MailAnswer notBegun(Throwable failure) {
        String words = words(failure);
        if (SmtpStage.isRefusalToGoOn(failure)) {
            return new Misconfigured("the SMTP server and mail.smtp do not go together: " + words);
        }
        if (causes(failure).anyMatch(CertificateException.class::isInstance)) {
            return new Misconfigured("the SMTP server's certificate is not accepted: " + certificateWords(failure));
        }
        if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
            return new Unavailable(
                    "the SMTP server cannot be reached, the mail was not sent: " + words, Optional.empty());
        }
        return failure instanceof TimeoutException
                ? tooLate()
                : new NotTaken(
                        "the connection to the SMTP server broke before the mail was sent: " + words, Optional.empty());
    }

    private MailAnswer broken(Throwable failure) {
        if (SmtpStage.isTooLarge(failure)) {
            return new Refused("the mail is larger than the SMTP server allows");
        }
        String what = failure instanceof TimeoutException
                ? "the SMTP server did not answer in time"
                : "the connection to the SMTP server broke (" + words(failure) + ")";
        return new Unknown(what + ": whether it took the mail is not known");
    }

    private SmtpReply reply(SMTPException said) {
        String lines = String.join(" ", said.getReplyMessages());
        String text = SingleLine.of(struck(lines), MESSAGE_LONGEST);
        return REPLY.matcher(lines).matches()
                ? new SmtpReply(said.getReplyCode(), "the SMTP server answered " + text)
                : new SmtpReply(SmtpReply.NONE, "the SMTP server answered with what is no SMTP: " + text);
    }

    private String certificateWords(Throwable failure) {
        return causes(failure)
                .filter(CertificateException.class::isInstance)
                .map(this::words)
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10);
    }

    private String words(Throwable failure) {
        return SingleLine.of(struck(SingleLine.of(failure, READ_MOST)), MESSAGE_LONGEST);
    }

    private String struck(String text) {
        String struck = text;
        for (String secret : secrets) {
            struck = struck.replace(secret, "****");
        }
        return struck;
    }

    /** The password as it is, and as the two kinds of login send it. */
    private static List<String> secrets(SmtpLogin login) {
        String password = login.password().value();
        return List.of(base64("\0" + login.username() + "\0" + password), base64(password), password);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
