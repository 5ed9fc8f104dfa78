package dev.taskwire.embedded;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Changes as the demo makes them, and the log's rows of them. */
final class Samples {
    static final Person ADA = new Person("11111111-1111-4111-8111-111111111111", "Ada Brandt", "ada@example.com");
    static final Person GRACE = new Person("22222222-2222-4222-8222-222222222222", "Grace Okafor", "grace@example.com");
    static final Instant AT = Instant.parse("2026-03-01T12:01:07.312Z");

    private static final JsonObject TASK = new JsonObject()
            .put("id", "33333333-3333-4333-8333-333333333333")
            .put("title", "Fix login")
            .put("status", "todo")
            .put("priority", "high")
            .put("due_date", "2026-03-09")
            .put("assignee_id", null)
            .put("updated_at", "2026-03-01T12:00:00+00:00");

    private Samples() {}

    static Team team() {
        return new Team(List.of(ADA, GRACE));
    }

    static Change created() {
        return change(ChangeKind.CREATED, new JsonObject(), TASK.copy());
    }

    static Change deleted() {
        return change(ChangeKind.DELETED, TASK.copy(), new JsonObject());
    }

    static Change statusTo(String status) {
        return updated(ChangeKind.STATUS, "status", status);
    }

    static Change assignedTo(Person assignee) {
        return updated(ChangeKind.ASSIGNED, "assignee_id", assignee.id());
    }

    static Change renamedTo(String title) {
        return updated(ChangeKind.TITLE, "title", title);
    }

    static Change joined(Person newcomer) {
        JsonObject profile = new JsonObject()
                .put("id", newcomer.id())
                .put("email", newcomer.email())
                .put("full_name", newcomer.name());
        return change(ChangeKind.JOINED, new JsonObject(), profile);
    }

    /** The row that the log has of a change if all is well. */
    static LoggedChange logged(Change change) {
        JsonObject data = new JsonObject();
        RowChange row = change.row();
        if (!row.before().isEmpty()) {
            data.put("old", row.before());
        }
        if (!row.after().isEmpty()) {
            data.put("new", row.after());
        }
        if (row.action() == RowChange.Action.UPDATED) {
            data.put("changes", new JsonObject(row.changes()));
        }
        return row(row.action().word(), Optional.of(change.actor().id()), data);
    }

    /** The row of a change that somebody made by hand. */
    static LoggedChange loggedByHand() {
        JsonObject done = TASK.copy().put("status", "done");
        JsonObject changes = new JsonObject().put("status", "done");
        return row(
                "updated",
                Optional.empty(),
                new JsonObject().put("old", TASK).put("new", done).put("changes", changes));
    }

    static ReceivedMail mail(Person recipient, String subject) {
        return mail(UUID.randomUUID().toString(), recipient, subject);
    }

    static ReceivedMail mail(String eventId, Person recipient, String subject) {
        return new ReceivedMail(eventId, recipient.email(), subject, "", AT.plus(Duration.ofMillis(41)));
    }

    private static Change updated(ChangeKind kind, String column, String value) {
        JsonObject after = TASK.copy().put(column, value).put("updated_at", "2026-03-01T12:01:07.312+00:00");
        return change(kind, TASK.copy(), after);
    }

    private static Change change(ChangeKind kind, JsonObject before, JsonObject after) {
        return new Change(new PlannedChange(kind, ADA, Tuple.tuple(), false), new RowChange(before, after), AT);
    }

    private static LoggedChange row(String action, Optional<String> actor, JsonObject data) {
        return new LoggedChange(
                UUID.randomUUID(),
                41,
                "task",
                TASK.getString("id"),
                action,
                actor,
                data,
                AT,
                AT.plus(Duration.ofNanos(3_900_000)));
    }
}
