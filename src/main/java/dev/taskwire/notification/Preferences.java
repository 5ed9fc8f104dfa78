package dev.taskwire.notification;

import dev.taskwire.config.Channel;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The table of what readers want. May be used from any context. */
final class Preferences {
    private static final String OF = """
            -- notification.preferences
            SELECT user_key, type, channel, wanted FROM taskwire.notification_preferences
            WHERE user_key = ANY ($1::text[])
            """;

    private static final String ANY = "*";

    private final Pool pool;

    Preferences(Pool pool) {
        this.pool = pool;
    }

    /** Looks those of several readers up at once. */
    Future<Wishes> of(Set<String> userKeys) {
        if (userKeys.isEmpty()) {
            return Future.succeededFuture(new Wishes(Map.of()));
        }
        return pool.preparedQuery(OF)
                .execute(Tuple.tuple().addArrayOfString(userKeys.toArray(String[]::new)))
                .map(rows -> {
                    Map<Wish, Boolean> wishes = new HashMap<>();
                    rows.forEach(row -> wishes.put(
                            new Wish(row.getString("user_key"), row.getString("type"), row.getString("channel")),
                            row.getBoolean("wanted")));
                    return new Wishes(wishes);
                });
    }

    private record Wish(String userKey, String type, String channel) {}

    /** What some readers want. Who has said nothing wants everything. */
    record Wishes(Map<Wish, Boolean> wishes) {
        /** The narrowest wish counts; the type's before the channel's. */
        boolean wants(String userKey, String type, Channel channel) {
            String name = channel.name().toLowerCase(Locale.ROOT);
            return Stream.of(List.of(type, name), List.of(type, ANY), List.of(ANY, name), List.of(ANY, ANY))
                    .map(wish -> wishes.get(new Wish(userKey, wish.get(0), wish.get(1))))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(true);
        }
    }
}
