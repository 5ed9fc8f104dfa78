package dev.taskwire.doctor;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Whether the query that finds people can be asked by this role, and answers as it should. */
final class ProfilesCheck implements Check {
    private static final List<String> COLUMNS = List.of("id", "email", "name");

    private static final String NEEDED = """
            -- doctor.profiles_needed
            SELECT EXISTS (SELECT FROM taskwire.watched_table WHERE kind = 'assignments') AS needed
            """;

    private final Ground ground;

    ProfilesCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "profiles";
    }

    @Override
    public Future<Finding> look() {
        return ground.pool()
                .preparedQuery(
                        "-- doctor.profiles\n" + ground.config().notifications().profileQuery())
                .execute(Tuple.of((Object) new String[0]))
                .map(rows -> judged(rows.columnsNames()))
                .recover(this::weighed);
    }

    private static Finding judged(List<String> columns) {
        List<String> missing =
                COLUMNS.stream().filter(column -> !columns.contains(column)).toList();
        return missing.isEmpty()
                ? Finding.ok("people can be found")
                : Finding.problem(
                        "notifications.profile_query answers without " + String.join(", ", missing),
                        "let it answer with the columns id, email and name");
    }

    /** Where nothing asks for people, it does not matter. */
    private Future<Finding> weighed(Throwable failure) {
        String words = "people cannot be found: " + Failing.words(failure);
        String remedy = "set notifications.profile_query to a query on your own table, and let this role read that";
        return ground.pool()
                .query(NEEDED)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("needed"))
                .map(needed -> needed
                        ? Finding.problem(words, remedy)
                        : Finding.skipped("no assignments are watched (" + Failing.words(failure) + ")"));
    }
}
