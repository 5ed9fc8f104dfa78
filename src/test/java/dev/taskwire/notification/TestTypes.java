package dev.taskwire.notification;

import dev.taskwire.config.NotificationConfig;
import dev.taskwire.config.NotificationTypeConfig;
import dev.taskwire.config.TaskwireConfig;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Types of notifications as a configuration makes them. */
final class TestTypes {
    private TestTypes() {}

    /** @param section what a file says under notifications */
    static NotificationConfig config(Map<String, Object> section) {
        Map<String, String> environment = Map.of(
                "DATABASE_URL", "postgres://nobody@localhost/nothing",
                "SLACK_WEBHOOK_URL", "http://localhost/services/of-no-use");
        return TaskwireConfig.from(Map.of("notifications", section), environment)
                .notifications();
    }

    /** Types that are filled by nothing: for templates alone. */
    static List<NotificationType> of(NotificationConfig config) {
        return config.types().keySet().stream().map(name -> of(config, name)).toList();
    }

    static NotificationType of(NotificationConfig config, String name) {
        NotificationTypeConfig type = Objects.requireNonNull(config.types().get(name));
        return new NotificationType(name, type, received -> Future.succeededFuture(List.of()));
    }
}
