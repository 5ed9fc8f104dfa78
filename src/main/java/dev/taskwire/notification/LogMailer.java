package dev.taskwire.notification;

import dev.taskwire.config.MailConfig;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailContent.Rendered;
import dev.taskwire.notification.MailContent.Template;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes mails into the log, for development: no mail leaves. The lines of a mail are indented, so that none of them can
 * pass for a line of the log's own.
 */
public final class LogMailer implements Mailer {
    private static final Logger LOG = LoggerFactory.getLogger(LogMailer.class);
    private static final int LINES_MOST = 60;
    private static final int LINE_LONGEST = 500;

    private final Duration timeout;
    private final int connections;

    private LogMailer(MailConfig config) {
        this.timeout = config.timeout();
        this.connections = config.connections();
    }

    /** Makes a mailer, and says in the log what it does not do. */
    public static LogMailer create(MailConfig config) {
        LOG.warn("mail.way is log: mails are written here, and none leaves");
        return new LogMailer(config);
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public int connections() {
        return connections;
    }

    @Override
    public int most() {
        return 1;
    }

    @Override
    public Future<List<MailAnswer>> send(List<Mail> mails, Deadline deadline) {
        mails.forEach(LogMailer::write);
        return Future.succeededFuture(mails.stream()
                .<MailAnswer>map(mail -> new Accepted(Optional.empty()))
                .toList());
    }

    private static void write(Mail mail) {
        String words = mail.content() instanceof Rendered rendered ? words(rendered) : words((Template) mail.content());
        LOG.info("mail {} ({}) to {}{}", mail.eventId(), mail.type(), recipient(mail.to()), words);
    }

    private static String recipient(MailAddress to) {
        return to.name().isEmpty() ? to.email() : to.name() + " <" + to.email() + ">";
    }

    private static String words(Rendered rendered) {
        return indented(rendered.subject())
                + rendered.text()
                        .lines()
                        .limit(LINES_MOST)
                        .map(LogMailer::indented)
                        .collect(Collectors.joining());
    }

    private static String words(Template template) {
        return indented("SendGrid's template " + template.id() + " with "
                + template.data().encode());
    }

    private static String indented(String line) {
        return System.lineSeparator() + "    | " + SingleLine.of(line, LINE_LONGEST);
    }
}
