package dev.taskwire.notification;

import dev.taskwire.notification.Filled.Found;
import dev.taskwire.notification.Filled.Impossible;
import dev.taskwire.notification.Filled.Origin;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Fills {@code task_assigned}: the assignee is told, and by whom. May be used from any context. */
final class AssignmentFilling implements Filling {
    private static final int TITLE_LONGEST = 20_000;

    private final Profiles profiles;
    private final TaskLink taskLink;

    AssignmentFilling(Profiles profiles, TaskLink taskLink) {
        this.profiles = profiles;
        this.taskLink = taskLink;
    }

    @Override
    public Future<List<Filled>> fill(List<Received> received) {
        List<Assignment> assignments = received.stream().map(Assignment::from).toList();
        Set<String> people = assignments.stream().flatMap(Assignment::people).collect(Collectors.toSet());
        return profiles.find(people)
                .map(found -> assignments.stream()
                        .map(assignment -> filled(assignment, found))
                        .toList());
    }

    private Filled filled(Assignment assignment, FoundProfiles found) {
        if (assignment.problem.isPresent()) {
            return new Impossible(assignment.problem.get());
        }
        Optional<Profile> assignee = found.get(assignment.assigneeId);
        if (assignee.isEmpty()) {
            return new Impossible("the assignee cannot be told: " + found.whyNot(assignment.assigneeId));
        }
        String assigner = found.get(assignment.assignerId).map(Profile::name).orElse("");
        Map<String, Object> variables = Map.of(
                "task_id", assignment.taskId,
                "task_title", SingleLine.alone(assignment.title, TITLE_LONGEST),
                "task_url", taskLink.to(assignment.taskId),
                "assignee_name", name(assignee.get().name()),
                "assigner_name", name(assigner));
        boolean isOwn = assignment.assigneeId.equals(assignment.assignerId);
        return new Found(assignee.get(), variables, isOwn ? Origin.THE_READER : Origin.SOMEBODY_ELSE);
    }

    private static String name(String name) {
        return SingleLine.of(name, MailAddress.NAME_LONGEST);
    }

    /**
     * A task has a new assignee.
     *
     * @param title may be empty
     * @param assignerId empty where nobody is known to have assigned it
     * @param problem what is wrong with the message, if something is
     */
    private record Assignment(
            String taskId, String title, String assigneeId, String assignerId, Optional<String> problem) {
        static Assignment from(Received received) {
            PayloadFields fields = new PayloadFields(received.data());
            return new Assignment(
                    fields.id("task_id"),
                    fields.textIfGiven("task_title"),
                    fields.id("assignee_id"),
                    fields.idIfGiven("assigner_id"),
                    fields.problem());
        }

        Stream<String> people() {
            return problem.isPresent()
                    ? Stream.of()
                    : Stream.of(assigneeId, assignerId).filter(id -> !id.isEmpty());
        }
    }
}
