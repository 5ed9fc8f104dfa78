package dev.taskwire.notification;

import dev.taskwire.config.NotificationConfig;
import dev.taskwire.config.NotificationTypeConfig;
import dev.taskwire.notification.MailContent.Rendered;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Shows what a type's templates make of data, without sending anything. Reads files while it is made. */
public final class Preview {
    private final Templates templates;
    private final Map<String, String> titles = new TreeMap<>();

    /**
     * What its reader would get.
     *
     * @param slack the body of the request to Slack
     */
    public record Page(String subject, String text, String html, JsonObject slack) {}

    private Preview(NotificationConfig config) {
        List<NotificationType> types = new ArrayList<>();
        config.types().forEach((name, type) -> types.add(typeOf(name, type)));
        this.templates = Templates.load(config.templates(), types);
        types.stream()
                .filter(type -> type.config().sending().template().isEmpty())
                .forEach(type -> {
                    titles.put(type.name(), type.config().title());
                    if (type.isGathered()) {
                        titles.put(type.digestName(), type.config().title());
                    }
                });
    }

    /**
     * Reads and tries the templates.
     *
     * @throws BrokenTemplateException where templates are missing or broken, with their names and lines
     */
    public static Preview of(NotificationConfig config) {
        return new Preview(config);
    }

    /** What can be shown: the types, and the digests of those that are gathered. */
    public Set<String> names() {
        return new TreeSet<>(titles.keySet());
    }

    /** The data that a type's templates are tried with at the start. */
    public Map<String, Object> sample(String name) {
        return templates.sample(name);
    }

    /**
     * Renders a type.
     *
     * @param name one of {@link #names}
     * @throws BrokenTemplateException where a template wants what the data does not have
     */
    public Page page(String name, Map<String, Object> data) {
        Rendered rendered = templates.render(name, data);
        SlackMessage slack = templates.slack(name, Objects.requireNonNull(titles.get(name)), rendered.subject(), data);
        return new Page(rendered.subject(), rendered.text(), rendered.html(), slack.toJson());
    }

    private static NotificationType typeOf(String name, NotificationTypeConfig config) {
        return new NotificationType(name, config, received -> Future.succeededFuture(List.of()));
    }
}
