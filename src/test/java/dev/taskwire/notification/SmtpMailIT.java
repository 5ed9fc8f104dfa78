package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.MailContent.Rendered;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mails as a mail server takes them and a mail reader reads them. */
@ExtendWith(VertxExtension.class)
class SmtpMailIT {
    private static final UUID EVENT = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void aMailHasBothItsTextsWithEveryLetter(Vertx vertx) throws Exception {
        String text = "Grüße 🚀\r\n.\n..\nשלום\n" + "x".repeat(2000) + "\nend ";
        String html = "<p>Grüße 🚀 &lt;b&gt;</p>\n.\n<p>" + "y".repeat(2000) + "</p>";

        MimeMessage read = sent(vertx, new MailAddress("ada@example.com", ""), new Rendered("Subject", text, html));

        assertThat(read.getContentType()).startsWith("multipart/alternative");
        MimeMultipart parts = (MimeMultipart) read.getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
        assertThat(lines(parts, 0)).isEqualTo(text.replace("\r\n", "\n"));
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
        assertThat(lines(parts, 1)).isEqualTo(html);
    }

    @Test
    void aMailSaysWhoseItIs(Vertx vertx) throws Exception {
        MimeMessage read = sent(
                vertx,
                new MailAddress("ada@bücher.example", "Ada 🚀, <Countess>"),
                new Rendered("“Plan” 🚀", "x", "x"));

        assertThat(read.getFrom()).containsExactly(new InternetAddress("taskwire@example.com", "Taskwire"));
        assertThat(read.getRecipients(RecipientType.TO))
                .containsExactly(new InternetAddress("ada@xn--bcher-kva.example", "Ada 🚀, <Countess>", "UTF-8"));
        assertThat(read.getSubject()).isEqualTo("“Plan” 🚀");
        assertThat(read.getMessageID()).isEqualTo("<" + EVENT + "@example.com>");
        assertThat(read.getHeader("X-Taskwire-Event-Id")).containsExactly(EVENT.toString());
        assertThat(read.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(read.getSentDate()).isNotNull();
    }

    @Test
    void aNameWithLineBreaksAddsNoHeader(Vertx vertx) throws Exception {
        MailAddress to = MailAddress.of("ada@example.com", "Ada\r\nBcc: eve@example.com\r\n\r\nHello")
                .orElseThrow();

        MimeMessage read = sent(vertx, to, new Rendered("Subject", "x", "x"));

        assertThat(read.getAllRecipients()).hasSize(1);
        assertThat(read.getHeader("Bcc")).isNull();
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void everyAttemptHasTheSameMessageId(Vertx vertx) throws Exception {
        server.start();
        SmtpClient first = client(vertx);
        SmtpClient second = client(vertx);
        Mail mail = mail(new MailAddress("ada@example.com", "Ada"), new Rendered("Subject", "x", "x"));

        assertThat(send(first, mail)).isEqualTo(send(second, mail));
        assertThat(server.getReceivedMessages())
                .hasSize(2)
                .extracting(MimeMessage::getMessageID)
                .containsOnly("<" + EVENT + "@example.com>");
    }

    @Test
    void aMailboxThatSmtpCannotNameIsRefused(Vertx vertx) throws Exception {
        server.start();

        assertThat(send(client(vertx), mail(new MailAddress("zoë@example.com", ""), new Rendered("Subject", "x", "x"))))
                .isEqualTo(SmtpAnswer.noMailbox());
    }

    @Test
    void aTemplateOfSendGridsIsRefused(Vertx vertx) throws Exception {
        server.start();
        Mail mail = mail(new MailAddress("ada@example.com", ""), new MailContent.Template("d-1", new JsonObject()));

        assertThat(send(client(vertx), mail)).isInstanceOf(Refused.class);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    private MimeMessage sent(Vertx vertx, MailAddress to, Rendered words) throws Exception {
        server.start();
        assertThat(send(client(vertx), mail(to, words))).isInstanceOf(Accepted.class);
        return server.getReceivedMessages()[0];
    }

    private static Mail mail(MailAddress to, MailContent words) {
        return new Mail(EVENT, "task_assigned", to, words);
    }

    private SmtpClient client(Vertx vertx) {
        return SmtpClient.create(
                vertx, SmtpSetup.config(SmtpSetup.plain(server.getSmtp().getPort()), LONG, 1));
    }

    private static MailAnswer send(SmtpClient client, Mail mail) throws Exception {
        return client.send(List.of(mail), Deadline.in(LONG))
                .await(30, TimeUnit.SECONDS)
                .get(0);
    }

    private static String lines(MimeMultipart parts, int index) throws Exception {
        return parts.getBodyPart(index).getContent().toString().replace("\r\n", "\n");
    }
}
