package dev.taskwire.notification;

import dev.taskwire.config.MailSender;
import dev.taskwire.notification.MailContent.Rendered;
import io.vertx.core.MultiMap;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Puts mails into the form in which they go by SMTP. */
final class SmtpMessages {
    private final String senderAddress;
    private final String senderHeader;
    private final String domain;

    /** @throws IllegalArgumentException where the sender is no address that SMTP can name */
    SmtpMessages(MailSender sender) {
        MailAddress from = MailAddress.of(sender.address(), sender.name())
                .orElseThrow(() -> new IllegalArgumentException("mail.from_address is no address"));
        this.senderAddress = ascii(from.email())
                .orElseThrow(() -> new IllegalArgumentException("mail.from_address has letters that SMTP cannot name"));
        this.senderHeader = HeaderText.of(senderAddress, from.name());
        this.domain = senderAddress.substring(senderAddress.indexOf('@') + 1);
    }

    /** Empty where the recipient is none that SMTP can name. */
    Optional<SmtpMessage> message(Mail mail, Rendered words, Deadline writeBy) {
        return ascii(mail.to().email()).map(to -> message(mail, words, new SmtpMessage(id(mail), writeBy), to));
    }

    private SmtpMessage message(Mail mail, Rendered words, SmtpMessage message, String to) {
        message.setFrom(senderAddress)
                .setTo(to)
                .setText(lines(words.text()))
                .setHtml(lines(words.html()))
                .setHeaders(MultiMap.caseInsensitiveMultiMap()
                        .add("From", senderHeader)
                        .add("To", HeaderText.of(to, mail.to().name()))
                        .add("Subject", HeaderText.of(words.subject()))
                        .add("Message-ID", message.id())
                        .add("X-Taskwire-Event-Id", mail.eventId().toString())
                        .add("Auto-Submitted", "auto-generated"));
        return message;
    }

    /** The same at every attempt and in every process: whoever gets a mail twice can tell. */
    private String id(Mail mail) {
        return "<" + mail.eventId() + "@" + domain + ">";
    }

    /** The mail client ends lines itself, and would show a carriage return as one. */
    private static String lines(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** A domain of any letters has an ASCII form; what stands before it has none. */
    private static Optional<String> ascii(String email) {
        int at = email.indexOf('@');
        String mailbox = email.substring(0, at);
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(mailbox)) {
            return Optional.empty();
        }
        try {
            return Optional.of(mailbox + "@" + IDN.toASCII(email.substring(at + 1)));
        } catch (IllegalArgumentException noDomain) {
            return Optional.empty();
        }
    }
}
