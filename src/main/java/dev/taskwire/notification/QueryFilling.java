package dev.taskwire.notification;

import dev.taskwire.notification.Filled.Found;
import dev.taskwire.notification.Filled.Impossible;
import dev.taskwire.notification.Filled.Origin;
import dev.taskwire.postgres.Bisection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fills a type by a query of the configuration. It gets the messages in {@code $1}, an array of jsonb, and answers with a
 * row for each: the message's place in {@code line}, whom to tell in {@code user_id}, {@code email} and {@code name}, and
 * every other column is a variable. A message without a row tells nobody. May be used from any context.
 */
final class QueryFilling implements Filling {
    static final List<String> COLUMNS = List.of("line", "user_id", "email", "name");

    private final Pool pool;
    private final String type;
    private final String query;

    QueryFilling(Pool pool, String type, String query) {
        this.pool = pool;
        this.type = type;
        this.query = "-- notification.fill " + type + "\n" + query;
    }

    @Override
    public Future<List<Filled>> fill(List<Received> received) {
        Map<Integer, Filled> filled = new HashMap<>();
        List<Integer> places = IntStream.range(0, received.size()).boxed().toList();
        return Bisection.run(places, some -> fill(some, received, filled))
                .map(refused -> places.stream()
                        .map(place -> filled(refused.get(place), filled.getOrDefault(place, new Filled.Nobody())))
                        .toList());
    }

    /** The names of the columns that the query answers with; fails where it cannot be asked. */
    Future<List<String>> columns() {
        return pool.preparedQuery(query)
                .execute(Tuple.tuple().addArrayOfJsonObject(new JsonObject[0]))
                .map(rows -> rows.columnsNames());
    }

    private Future<Void> fill(List<Integer> places, List<Received> received, Map<Integer, Filled> filled) {
        JsonObject[] messages =
                places.stream().map(place -> received.get(place).data()).toArray(JsonObject[]::new);
        return pool.preparedQuery(query)
                .execute(Tuple.tuple().addArrayOfJsonObject(messages))
                .map(rows -> {
                    for (Row row : rows) {
                        @Nullable Long line = row.getLong("line");
                        if (line != null && line >= 1 && line <= places.size()) {
                            filled.merge(places.get(line.intValue() - 1), found(row), (first, second) -> twice());
                        }
                    }
                    return null;
                });
    }

    private Filled twice() {
        return new Impossible(
                "the query of type " + type + " answers with more than one row for this message: it tells "
                        + "one reader at a time, send a message for each");
    }

    private Filled filled(@Nullable Throwable refusal, Filled found) {
        return refusal == null
                ? found
                : new Impossible("the query of type " + type + " cannot take this message: " + refusal.getMessage());
    }

    private static Filled found(Row row) {
        Map<String, Object> variables = new HashMap<>();
        for (int i = 0; i < row.size(); i++) {
            variables.put(row.getColumnName(i), plain(row.getValue(i)));
        }
        variables.remove("line");
        Profile recipient = new Profile(text(row, "user_id"), text(row, "email"), text(row, "name"));
        variables.put("name", SingleLine.of(recipient.name(), MailAddress.NAME_LONGEST));
        return new Found(recipient, variables, Origin.SOMEBODY_ELSE);
    }

    /** As templates and JSON understand it. */
    private static Object plain(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return object.getMap();
        }
        if (value instanceof JsonArray array) {
            return array.getList();
        }
        if (value == null) {
            return "";
        }
        return value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    private static String text(Row row, String column) {
        return Objects.toString(row.getValue(column), "");
    }
}
