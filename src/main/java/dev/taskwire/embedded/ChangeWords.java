package dev.taskwire.embedded;

import dev.taskwire.embedded.RowChange.Action;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says in words what happened to a row. */
final class ChangeWords {
    private static final int TITLE_LONGEST = 34;
    private static final String ELLIPSIS = "…";

    private final Team team;

    ChangeWords(Team team) {
        this.team = team;
    }

    /** Such as {@code UPDATE tasks}. */
    String statement(Action action, String entityType) {
        return action.statement() + " " + entityType + "s";
    }

    /** Which row it is and what is new about it. */
    String detail(RowChange change) {
        JsonObject row = change.row();
        if (row.containsKey("email")) {
            return row.getString("full_name") + " <" + row.getString("email") + ">";
        }
        String title = "“" + oneLine(text("title", change.action() == Action.UPDATED ? change.before() : row)) + "”";
        return Stream.of(title, news(change)).filter(part -> !part.isEmpty()).collect(Collectors.joining("  "));
    }

    private String news(RowChange change) {
        return switch (change.action()) {
            case CREATED ->
                "priority " + text("priority", change.after()) + ", due " + text("due_date", change.after());
            case UPDATED ->
                change.changes().keySet().stream()
                        .filter(column -> !column.equals("updated_at"))
                        .map(column -> news(column, change))
                        .collect(Collectors.joining(", "));
            case DELETED -> "";
        };
    }

    private String news(String column, RowChange change) {
        String value = text(column, change.after());
        return column.equals("title")
                ? "→ “" + oneLine(value) + "”"
                : column.replace("_id", "").replace('_', ' ') + " " + text(column, change.before()) + " → " + value;
    }

    private String text(String column, JsonObject row) {
        @Nullable Object value = row.getValue(column);
        String text = Objects.toString(value, "none");
        return column.equals("assignee_id")
                ? team.find(text).map(Person::firstName).orElse(text)
                : text;
    }

    private static String oneLine(String text) {
        return oneLine(text, TITLE_LONGEST);
    }

    /** Without what would break or colour a line of the terminal, and no longer than this. */
    static String oneLine(String text, int longest) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.codePointCount(0, line.length()) <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, longest - 1)) + ELLIPSIS;
    }
}
