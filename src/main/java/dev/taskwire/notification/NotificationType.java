package dev.taskwire.notification;

import java.util.Map;

/**
 * The types of notifications. A type's name is also the name of its folder of templates.
 *
 * <p>The samples name every variable that a type's templates may use; empty is what stands where there is nothing.
 */
final class NotificationType {
    static final String TASK_ASSIGNED = "task_assigned";
    static final String WELCOME_EMAIL = "welcome_email";

    static final Map<String, Map<String, Object>> SAMPLES = Map.of(
            TASK_ASSIGNED,
            Map.of(
                    "task_id", "1",
                    "task_title", "Water the plants",
                    "task_url", "https://example.com/tasks/1",
                    "assignee_name", "Ada",
                    "assigner_name", "Grace"),
            WELCOME_EMAIL,
            Map.of("user_id", "1", "name", "Ada", "email", "ada@example.com"));

    private NotificationType() {}
}
