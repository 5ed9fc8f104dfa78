package dev.taskwire.notification;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Asks the queries of the types before the first message comes: do they run, and do they answer what templates use? */
final class QueryCheck {
    private final List<NotificationType> types;
    private final Composer composer;

    QueryCheck(List<NotificationType> types, Composer composer) {
        this.types = types;
        this.composer = composer;
    }

    Future<Void> run() {
        List<Future<List<String>>> checks = types.stream()
                .filter(type -> type.filling() instanceof QueryFilling)
                .map(type -> problems(type, (QueryFilling) type.filling()))
                .toList();
        return Future.all(checks).compose(all -> {
            List<String> problems =
                    checks.stream().flatMap(check -> check.result().stream()).toList();
            return problems.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new IllegalStateException(String.join("\n", problems)));
        });
    }

    private Future<List<String>> problems(NotificationType type, QueryFilling filling) {
        String key = "notifications.types." + type.name() + ".query: ";
        return filling.columns()
                .map(columns -> missing(type, Set.copyOf(columns)).stream()
                        .map(column -> key + column)
                        .toList())
                .otherwise(failure -> List.of(key + "it cannot be asked: " + failure.getMessage()));
    }

    private List<String> missing(NotificationType type, Set<String> columns) {
        List<String> missing = new ArrayList<>();
        QueryFilling.COLUMNS.stream()
                .filter(column -> !columns.contains(column))
                .forEach(column -> missing.add("it answers without the column " + column));
        Set<String> variables = new TreeSet<>(composer.variables(type));
        variables.removeAll(columns);
        variables.forEach(variable -> missing.add(
                "it answers without the column " + variable + ", which " + type.name() + "/sample.json has"));
        return missing;
    }
}
