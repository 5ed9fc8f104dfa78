package dev.taskwire.notification;

import dev.taskwire.config.Channel;
import dev.taskwire.config.NotificationTypeConfig;
import dev.taskwire.notification.Filled.Found;
import dev.taskwire.notification.Filled.Origin;
import dev.taskwire.notification.MailContent.Template;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/** Puts a notification into words. May be used from any thread. */
final class Composer {
    private final Templates templates;

    Composer(Templates templates) {
        this.templates = templates;
    }

    /** The names of what the templates of a type are given; none where the provider keeps them. */
    Set<String> variables(NotificationType type) {
        return type.config().sending().template().isPresent()
                ? Set.of()
                : templates.sample(type.name()).keySet();
    }

    /** @throws BrokenTemplateException where a template fails on these variables */
    Words compose(NotificationType type, Found found) {
        String folder = found.origin() == Origin.DIGEST ? type.digestName() : type.name();
        Optional<String> template = type.config().sending().template();
        if (template.isEmpty()) {
            MailContent.Rendered rendered = templates.render(folder, found.variables());
            return new Words(
                    type.config().title(), rendered.subject(), rendered, slack(type, found, rendered.subject()));
        }
        String title = type.config().title();
        String subject = templates.subject(folder, found.variables()).orElse(title);
        return new Words(
                title,
                subject,
                new Template(template.get(), new JsonObject(found.variables())),
                slack(type, found, subject));
    }

    /** What was gathered goes by mail alone. */
    private Optional<SlackMessage> slack(NotificationType type, Found found, String subject) {
        NotificationTypeConfig config = type.config();
        return config.channels().contains(Channel.SLACK) && !found.isDigest()
                ? Optional.of(templates.slack(type.name(), config.title(), subject, found.variables()))
                : Optional.empty();
    }
}
