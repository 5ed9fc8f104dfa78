package dev.taskwire.doctor;

import dev.taskwire.config.MailConfig;
import dev.taskwire.notification.SendGridKey;
import io.vertx.core.Future;

/** Whether mails can go out: whether the key is good, or the mail server answers. No mail is sent. */
final class MailCheck implements Check {
    private final Ground ground;

    MailCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public Future<Finding> look() {
        MailConfig mail = ground.config().mail();
        return switch (mail.way()) {
            case SENDGRID -> sendGrid(mail);
            case SMTP ->
                new SmtpGreeting(ground.vertx(), mail.smtp(), ground.limits().check()).look();
            case LOG ->
                Future.succeededFuture(Finding.warning(
                        "mails are written into the log and not sent", "set mail.way to sendgrid or smtp"));
        };
    }

    private Future<Finding> sendGrid(MailConfig mail) {
        if (mail.sendGrid().apiKey().isEmpty()) {
            return Future.succeededFuture(
                    Finding.warning("there is no key for mails, and they wait for one", "set SENDGRID_API_KEY"));
        }
        return SendGridKey.ask(ground.vertx(), mail.sendGrid(), ground.limits().check())
                .map(MailCheck::judged);
    }

    private static Finding judged(SendGridKey.Standing standing) {
        return switch (standing.state()) {
            case GOOD -> Finding.ok("SendGrid knows the key, and it may send mail");
            case REFUSED ->
                Finding.problem("SendGrid refuses the key: " + standing.words(), "set SENDGRID_API_KEY to a valid one");
            case LACKS_RIGHT ->
                Finding.problem("SendGrid's key may not send mail", "give the key the permission Mail Send");
            case UNREACHED ->
                Finding.problem(
                        "SendGrid cannot be reached: " + standing.words(),
                        "see that this machine may reach mail.base_url");
            case UNKNOWN ->
                Finding.warning(
                        "SendGrid does not say whether the key is good: " + standing.words(), "try again later");
        };
    }
}
