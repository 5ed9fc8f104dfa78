package dev.taskwire.notification;

import dev.taskwire.config.NotificationConfig;
import dev.taskwire.config.NotificationTypeConfig;
import dev.taskwire.notification.MailContent.Rendered;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Shows what a type's templates make of data, without sending anything. Reads files while it is made. */
public final class Preview {
    private final Templates templates;
    private final Map<String, String> folders = new TreeMap<>();

    /** A mail as its reader would get it. */
    public record Page(String subject, String text, String html) {}

    private Preview(NotificationConfig config) {
        List<NotificationType> types = new ArrayList<>();
        config.types().forEach((name, type) -> types.add(typeOf(name, type)));
        this.templates = Templates.load(config.templates(), types);
        types.stream()
                .filter(type -> type.config().sending().template().isEmpty())
                .forEach(type -> {
                    folders.put(type.name(), type.name());
                    if (type.isGathered()) {
                        folders.put(type.digestName(), type.digestName());
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
        return new TreeSet<>(folders.keySet());
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
        return new Page(rendered.subject(), rendered.text(), rendered.html());
    }

    private static NotificationType typeOf(String name, NotificationTypeConfig config) {
        return new NotificationType(name, config, received -> Future.succeededFuture(List.of()));
    }
}
