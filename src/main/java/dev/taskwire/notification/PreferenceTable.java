package dev.taskwire.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What readers want, as people list and change it. May be used from any context. */
public final class PreferenceTable {
    /** The channels that a preference can be about. */
    public static final List<String> CHANNELS = List.of("*", "email", "in_app", "slack", "log");

    private static final String LIST = """
            -- preferences.list
            SELECT user_key, type, channel, wanted, changed_at
            FROM taskwire.notification_preferences
            WHERE ($1::text IS NULL OR user_key = $1::text)
            ORDER BY user_key, type, channel
            LIMIT $2::integer
            """;

    private static final String SET = """
            -- preferences.set
            INSERT INTO taskwire.notification_preferences AS known (user_key, type, channel, wanted)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT ON CONSTRAINT notification_preferences_pkey DO UPDATE
            SET wanted = excluded.wanted, changed_at = clock_timestamp()
            """;

    private static final String CLEAR = """
            -- preferences.clear
            DELETE FROM taskwire.notification_preferences
            WHERE user_key = $1 AND ($2::text IS NULL OR type = $2::text) AND ($3::text IS NULL OR channel = $3::text)
            """;

    private final Pool pool;

    public PreferenceTable(Pool pool) {
        this.pool = pool;
    }

    /** Those of one reader, or of all. */
    public Future<List<Preference>> list(Optional<String> userKey, int limit) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(userKey.orElse(null), limit))
                .map(rows -> {
                    List<Preference> preferences = new ArrayList<>(rows.size());
                    rows.forEach(row -> preferences.add(Preference.from(row)));
                    return preferences;
                });
    }

    /** Says whether a reader wants a type by a channel; * stands for every one. */
    public Future<Void> set(String userKey, String type, String channel, boolean wanted) {
        return pool.preparedQuery(SET)
                .execute(Tuple.of(userKey, type, channel, wanted))
                .mapEmpty();
    }

    /** Forgets what a reader has said, of a type and a channel where they are given; answers how many rows that were. */
    public Future<Integer> clear(String userKey, Optional<String> type, Optional<String> channel) {
        return pool.preparedQuery(CLEAR)
                .execute(Tuple.of(userKey, type.orElse(null), channel.orElse(null)))
                .map(rows -> rows.rowCount());
    }
}
