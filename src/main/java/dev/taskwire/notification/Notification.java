package dev.taskwire.notification;

import dev.taskwire.queue.Message;
import io.vertx.core.json.JsonObject;

/** What a message asks to be told, and to whom. Ids are the keys of the user's own tables, as text. */
sealed interface Notification {
    /**
     * A task has a new assignee.
     *
     * @param taskTitle may be empty
     * @param assignerId empty where nobody is known to have assigned it
     */
    record TaskAssigned(String taskId, String taskTitle, String assigneeId, String assignerId)
            implements Notification {}

    /**
     * A user has joined.
     *
     * @param name may be empty
     */
    record WelcomeEmail(String userId, String email, String name) implements Notification {}

    /**
     * A message that is none of the others.
     *
     * @param reason what is wrong with it, in a sentence for people
     */
    record Malformed(String reason) implements Notification {}

    static Notification from(Message message) {
        if (!(message.payload() instanceof JsonObject payload)) {
            return new Malformed("a notification must be a JSON object with a type");
        }
        PayloadFields fields = new PayloadFields(payload);
        Notification notification = from(fields);
        return fields.problem().<Notification>map(Malformed::new).orElse(notification);
    }

    private static Notification from(PayloadFields fields) {
        String type = fields.text("type");
        return switch (type) {
            case NotificationType.TASK_ASSIGNED ->
                new TaskAssigned(
                        fields.id("task_id"),
                        fields.textIfGiven("task_title"),
                        fields.id("assignee_id"),
                        fields.idIfGiven("assigner_id"));
            case NotificationType.WELCOME_EMAIL ->
                new WelcomeEmail(fields.id("user_id"), fields.text("email"), fields.textIfGiven("name"));
            default -> new Malformed("there is no notification of type \"" + SingleLine.of(type, 50) + "\"");
        };
    }
}
