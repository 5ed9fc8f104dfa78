package dev.taskwire.notification;

import dev.taskwire.postgres.Bisection;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Finds people in the user's own table, by the query of the configuration. May be used from any context. */
final class Profiles {
    private final Pool pool;
    private final String query;

    /** @param query answers for the ids in {@code $1}, a text array, with the columns id, email and name */
    Profiles(Pool pool, String query) {
        this.pool = pool;
        this.query = "-- notification.profiles\n" + query;
    }

    /** Looks all of them up at once; an id that the query cannot take, such as a word where uuids are, alone goes missing. */
    Future<FoundProfiles> find(Set<String> ids) {
        Map<String, Profile> found = new HashMap<>();
        return Bisection.run(List.copyOf(ids), some -> find(some, found))
                .map(refused -> new FoundProfiles(found, refused));
    }

    private Future<Void> find(List<String> ids, Map<String, Profile> found) {
        return pool.preparedQuery(query)
                .execute(Tuple.of(ids.toArray(String[]::new)))
                .map(rows -> {
                    collect(rows, found);
                    return null;
                });
    }

    private static void collect(RowSet<Row> rows, Map<String, Profile> found) {
        for (Row row : rows) {
            Profile profile = new Profile(text(row, "id"), text(row, "email"), text(row, "name"));
            found.put(profile.id(), profile);
        }
    }

    private static String text(Row row, String column) {
        return Objects.toString(row.getValue(column), "");
    }
}
