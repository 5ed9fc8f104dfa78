package dev.taskwire.notification;

import dev.taskwire.notification.Draft.Impossible;
import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.notification.InAppRow.InAppText;
import dev.taskwire.notification.Notification.Malformed;
import dev.taskwire.notification.Notification.TaskAssigned;
import dev.taskwire.notification.Notification.WelcomeEmail;
import java.util.Map;
import java.util.Optional;

/** Puts a notification into words. May be used from any thread. */
final class Composer {
    private static final int TITLE_LONGEST = 20_000;
    private static final int EMAIL_LONGEST = 300;

    private final Templates templates;
    private final TaskLink taskLink;

    Composer(Templates templates, TaskLink taskLink) {
        this.templates = templates;
        this.taskLink = taskLink;
    }

    /** @param found the profiles of everyone whom the notification names */
    Draft compose(Received received, FoundProfiles found) {
        try {
            return draft(received, found);
        } catch (BrokenTemplateException broken) {
            return new Impossible(String.valueOf(broken.getMessage()));
        }
    }

    private Draft draft(Received received, FoundProfiles found) {
        Notification notification = received.notification();
        if (notification instanceof TaskAssigned assigned) {
            return assignment(received, assigned, found);
        }
        if (notification instanceof WelcomeEmail welcome) {
            return welcome(received, welcome);
        }
        return new Impossible(((Malformed) notification).reason());
    }

    private Draft assignment(Received received, TaskAssigned assigned, FoundProfiles found) {
        Optional<Profile> assignee = found.get(assigned.assigneeId());
        if (assignee.isEmpty()) {
            return new Impossible("the assignee cannot be told: " + found.whyNot(assigned.assigneeId()));
        }
        String assigner = found.get(assigned.assignerId()).map(Profile::name).orElse("");
        Map<String, Object> variables = Map.of(
                "task_id", assigned.taskId(),
                "task_title", SingleLine.alone(assigned.taskTitle(), TITLE_LONGEST),
                "task_url", taskLink.to(assigned.taskId()),
                "assignee_name", name(assignee.get().name()),
                "assigner_name", name(assigner));
        MailContent.Rendered content = templates.render(NotificationType.TASK_ASSIGNED, variables);
        InAppText text = new InAppText(NotificationType.TASK_ASSIGNED, "Task assigned", content.subject());
        return ready(received, assignee.get(), text, content);
    }

    private Draft welcome(Received received, WelcomeEmail welcome) {
        Map<String, Object> variables = Map.of(
                "user_id", welcome.userId(),
                "name", name(welcome.name()),
                "email", SingleLine.of(welcome.email(), EMAIL_LONGEST));
        MailContent.Rendered content = templates.render(NotificationType.WELCOME_EMAIL, variables);
        InAppText text = new InAppText(NotificationType.WELCOME_EMAIL, "Welcome", content.subject());
        return ready(received, new Profile(welcome.userId(), welcome.email(), welcome.name()), text, content);
    }

    private static Draft ready(Received received, Profile recipient, InAppText text, MailContent content) {
        InAppRow row = new InAppRow(received.eventId(), recipient.id(), text, received.data());
        return new Ready(row, content, recipient);
    }

    private static String name(String name) {
        return SingleLine.of(name, MailAddress.NAME_LONGEST);
    }
}
