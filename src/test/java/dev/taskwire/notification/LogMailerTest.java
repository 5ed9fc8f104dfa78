package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailContent.Rendered;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogMailerTest {
    private static final UUID EVENT = UUID.fromString("00000000-0000-0000-0000-000000000001");

    private final RecordedLog log = RecordedLog.begin(LogMailer.class.getName());
    private final LogMailer mailer = LogMailer.create(SmtpSetup.config(SmtpSetup.plain(25), Duration.ofSeconds(10), 4));

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void saysThatNoMailLeaves() {
        assertThat(log.lines()).containsExactly("WARN mail.way is log: mails are written here, and none leaves");
    }

    @Test
    void writesWhomAMailIsForAndWhatItSays() {
        assertThat(written(new Rendered("Paint", "Hello Ada,\n\nplease paint.", "<p>no</p>")))
                .isEqualTo("""
                        INFO mail 00000000-0000-0000-0000-000000000001 (task_assigned) to Ada <ada@example.com>
                            | Paint
                            | Hello Ada,
                            |\s
                            | please paint.""");
    }

    @Test
    void noLineOfAMailPassesForOneOfTheLogs() {
        String written = written(new Rendered("Paint", "a\r\n12:00:00 ERROR\rb\u2028c\u001b[2Jd\u202ee", ""));

        assertThat(written.lines().skip(1)).allMatch(line -> line.startsWith("    | "));
        assertThat(written).doesNotContain("\u001b", "\u2028", "\u202e");
    }

    @Test
    void shortensALongMail() {
        assertThat(written(new Rendered("Paint", ("x".repeat(9000) + "\n").repeat(1000), "")))
                .hasSizeLessThan(60 * 600);
    }

    @Test
    void namesATemplateAndWhatItIsFilledWith() {
        assertThat(written(new MailContent.Template("d-42", new JsonObject().put("name", "Ada"))))
                .contains("SendGrid's template d-42 with {\"name\":\"Ada\"}");
    }

    private String written(MailContent content) {
        Mail mail = new Mail(EVENT, "task_assigned", new MailAddress("ada@example.com", "Ada"), content);
        assertThat(mailer.send(List.of(mail), Deadline.in(mailer.timeout())).result())
                .containsExactly(new Accepted(Optional.empty()));
        return log.lines().get(1).replace(System.lineSeparator(), "\n");
    }
}
